import { useEffect, useState } from "preact/hooks";

import type { FaultsView } from "./contract";
import { RedriveButton } from "./redrive-button";
import { readFaults, setFault } from "./server";

/** Faults to switch on, to watch how the pipeline mends what they do. */
export function FaultsPanel() {
  const [view, setView] = useState<FaultsView>();
  const [problem, setProblem] = useState<string>();
  const show = (asked: Promise<FaultsView>) =>
    void asked.then(
      (answer) => (setView(answer), setProblem(undefined)),
      (error: unknown) => {
        setProblem((error as Error).message);
        void readFaults().then(setView, () => undefined);
      },
    );
  useEffect(() => show(readFaults()), []);
  /** Shows the choice at once: whatever else draws the page meanwhile must not show the old one. */
  const choose = (chosen: string, isOn: boolean) => {
    setView((before) => before && { faults: before.faults.map((one) => (one.id === chosen ? { ...one, isOn } : one)) });
    show(setFault(chosen, isOn));
  };
  return (
    <>
      <p>
        Switch a fault on, upload images, and watch them and the events. Nothing but the services of this run is
        disturbed, and stopping <code>serve</code> ends every fault.
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <ul class="nodes">
        {view?.faults.map(({ id, title, description, isOn }) => (
          <li key={id} class={isOn ? "node on" : "node"}>
            <label>
              <input
                type="checkbox"
                checked={isOn}
                aria-describedby={`fault-${id}`}
                onChange={(event) => choose(id, event.currentTarget.checked)}
              />{" "}
              <strong>{title}</strong>
            </label>
            <p id={`fault-${id}`} class="quiet">
              {description}
            </p>
          </li>
        ))}
      </ul>
      <p>
        <RedriveButton />
      </p>
    </>
  );
}
