import { useEffect, useState } from "preact/hooks";

/** Milliseconds between two questions while a panel is shown. */
const EVERY_MS = 2000;

/**
 * Asks the server again and again while the page is shown.
 *
 * @param key another question: the answer to the one before is forgotten
 * @returns the latest answer, or why there is none
 */
export function usePolled<Answer>(
  ask: () => Promise<Answer>,
  key = "",
): { readonly answer?: Answer; readonly problem?: string } {
  const [state, setState] = useState<{ readonly answer?: Answer; readonly problem?: string }>({});
  useEffect(() => {
    let isShown = true;
    let timer = 0;
    const poll = async () => {
      if (!document.hidden) {
        const next = await ask().then(
          (answer) => ({ answer }),
          (error: unknown) => ({ problem: (error as Error).message }),
        );
        if (!isShown) return;
        setState(next);
      }
      timer = setTimeout(() => void poll(), EVERY_MS);
    };
    setState({});
    void poll();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [key]);
  return state;
}
