import { useState } from "preact/hooks";

import type { ActivityView } from "./contract";
import { formatTime } from "./format";

/** What has happened in the embedded services, the latest first. */
export function EventsPanel({ activity }: { readonly activity: readonly ActivityView[] }) {
  const [type, setType] = useState("");
  const [onlyProblems, setOnlyProblems] = useState(false);
  const types = [...new Set(activity.map((one) => one.type))].sort();
  const shown = activity.filter(
    (one) => (type === "" || one.type === type) && (!onlyProblems || one.level === "problem"),
  );
  if (activity.length === 0) {
    return <p class="empty">Nothing has happened yet. Upload an image, and follow its events here.</p>;
  }
  return (
    <>
      <div class="toolbar">
        <label>
          Kind{" "}
          <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
            <option value="">all</option>
            {types.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={onlyProblems}
            onChange={(event) => setOnlyProblems(event.currentTarget.checked)}
          />{" "}
          Problems only
        </label>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Events, the latest first">
        <table class="events">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Kind</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {[...shown].reverse().map((one, index) => (
              <tr key={shown.length - index} class={one.level}>
                <td>{formatTime(one.at)}</td>
                <td>{one.type}</td>
                <td>{one.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
