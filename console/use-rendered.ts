import { useEffect, useState } from "preact/hooks";

import type { ImageView, PlaygroundVariant } from "./contract";
import { renderVariant, type Rendered } from "./server";

/** Milliseconds after the last change before the image is rendered. */
const SETTLE_MS = 200;

interface RenderState {
  readonly rendered?: Rendered;
  /** Of the rendered file, on this page. */
  readonly address?: string;
  /** Why there is none. */
  readonly problem?: string;
}

/** Renders an image with the settings of a variant, again with every change. */
export function useRendered(image: ImageView, variant: PlaygroundVariant, by: "own" | "reference"): RenderState {
  const [state, setState] = useState<RenderState>({});
  const { address } = state;
  const wanted = JSON.stringify(variant);
  useEffect(() => {
    const asked = new AbortController();
    const render = async () => {
      try {
        const rendered = await renderVariant(image.key, variant, by, asked.signal);
        setState({ rendered, address: URL.createObjectURL(rendered.file) });
      } catch (error) {
        if (!asked.signal.aborted) setState({ problem: (error as Error).message });
      }
    };
    const timer = setTimeout(() => void render(), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [image.id, wanted, by]);
  useEffect(() => () => void (address !== undefined && URL.revokeObjectURL(address)), [address]);
  return state;
}
