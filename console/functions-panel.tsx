import { useState } from "preact/hooks";

import type { FunctionView } from "./contract";
import { formatMs, formatTime } from "./format";
import { readFunctions, readLog } from "./server";
import { usePolled } from "./use-polled";

/** The stack's functions with their runs, and the last lines of a log. */
export function FunctionsPanel() {
  const { answer, problem } = usePolled(readFunctions);
  const [chosen, setChosen] = useState<string>();
  if (answer === undefined) return <p class="empty">{problem ?? "Reading the functions."}</p>;
  const group = chosen ?? busiest(answer.functions)?.logGroup ?? answer.logGroups[0] ?? "";
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label="Functions">
        <table>
          <thead>
            <tr>
              <th scope="col">Function</th>
              <th scope="col">Runs</th>
              <th scope="col">Errors</th>
              <th scope="col">Throttled</th>
              <th scope="col">Last run</th>
              <th scope="col">Memory, used of</th>
              <th scope="col">Timeout</th>
            </tr>
          </thead>
          <tbody>
            {answer.functions.map((one) => (
              <FunctionRow key={one.name} view={one} />
            ))}
          </tbody>
        </table>
      </div>
      <h2 class="section">Log</h2>
      <label>
        Log group{" "}
        <select value={group} onChange={(event) => setChosen(event.currentTarget.value)}>
          {answer.logGroups.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {group !== "" && <Log group={group} />}
    </>
  );
}

const busiest = (functions: readonly FunctionView[]) => [...functions].sort((a, b) => b.runs - a.runs)[0];

function FunctionRow({ view }: { readonly view: FunctionView }) {
  const { name, description, runs, errors, throttles, lastMs, maxMemoryMb, memoryMb, timeoutSec } = view;
  return (
    <tr>
      <th scope="row">
        {name}
        <br />
        <span class="quiet">{description}</span>
      </th>
      <td>{runs}</td>
      <td>{errors > 0 ? <span class="badge failed">{errors}</span> : 0}</td>
      <td>{throttles > 0 ? <span class="badge refused">{throttles}</span> : 0}</td>
      <td>{lastMs === undefined ? "none yet" : formatMs(lastMs)}</td>
      <td>{maxMemoryMb === undefined ? `${memoryMb} MB` : `${maxMemoryMb} of ${memoryMb} MB`}</td>
      <td>{timeoutSec} s</td>
    </tr>
  );
}

function Log({ group }: { readonly group: string }) {
  const { answer, problem } = usePolled(() => readLog(group), group);
  if (answer === undefined) return <p class="empty">{problem ?? "Reading the log."}</p>;
  if (answer.lines.length === 0) return <p class="empty">Nothing has been written to {group} in this run.</p>;
  return (
    <div class="scroll log" tabIndex={0} role="region" aria-label={`Lines of ${group}, the latest first`}>
      <table>
        <tbody>
          {[...answer.lines].reverse().map(({ at, text }, index) => (
            <tr key={answer.lines.length - index}>
              <td>{formatTime(at)}</td>
              <td>
                <code>{text}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
