import type { AlarmView } from "./contract";
import { readAlarms } from "./server";
import { usePolled } from "./use-polled";

const order: readonly AlarmView["state"][] = ["ALARM", "OK", "INSUFFICIENT_DATA"];

const words = { ALARM: "alarm", OK: "OK", INSUFFICIENT_DATA: "no data" } as const;

/** The stack's alarms, those that are on first. */
export function AlarmsPanel() {
  const { answer, problem } = usePolled(readAlarms);
  if (answer === undefined) return <p class="empty">{problem ?? "Reading the alarms."}</p>;
  if (answer.alarms.length === 0) {
    return (
      <p class="empty">
        This stack has no alarms: set <code>image-pipeline:monitoring</code> to <code>true</code> to declare them.
      </p>
    );
  }
  const sorted = [...answer.alarms].sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name),
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Alarms">
      <table>
        <thead>
          <tr>
            <th scope="col">Alarm</th>
            <th scope="col">State</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, description, state, reason }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                <br />
                <span class="quiet">{description}</span>
              </th>
              <td>
                <span class={`badge ${state}`}>{words[state]}</span>
              </td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
