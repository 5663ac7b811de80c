import type { CallView, RunView } from "./contract";
import { formatMs, formatTime } from "./format";
import { readTrace } from "./server";
import { usePolled } from "./use-polled";

/** Which functions have worked on an image, what each has asked of which service, and which statement allowed it. */
export function ImageTrace({ imageKey }: { readonly imageKey: string }) {
  const { answer, problem } = usePolled(() => readTrace(imageKey), imageKey);
  if (answer === undefined) return <p class="quiet">{problem ?? "Reading the trace."}</p>;
  if (answer.runs.length === 0) {
    return (
      <p class="quiet">
        No run of a function is known that has asked for it: the last 500 runs since the stack came up are kept.
      </p>
    );
  }
  return (
    <ol class="runs">
      {answer.runs.map((run) => (
        <Run key={`${run.requestId} ${run.attempt} ${run.startedAt}`} run={run} />
      ))}
    </ol>
  );
}

function Run({ run }: { readonly run: RunView }) {
  const { functionName, requestId, attempt, startedAt, tookMs, status, calls, omittedCalls } = run;
  return (
    <li>
      <p>
        <strong>{functionName}</strong>, attempt {attempt}, {formatTime(startedAt)}
        {tookMs !== undefined && `, ${formatMs(tookMs)}`}{" "}
        <span class={`badge ${status === "ok" ? "processed" : status === undefined ? "processing" : "failed"}`}>
          {status ?? "running"}
        </span>
        <br />
        <span class="quiet">request {requestId}</span>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Calls of ${functionName}, attempt ${attempt}`}>
        <table class="calls">
          <thead>
            <tr>
              <th scope="col">After</th>
              <th scope="col">Call</th>
              <th scope="col">Took</th>
              <th scope="col">Answer</th>
              <th scope="col">Allowed by</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call, index) => (
              <Call key={index} call={call} />
            ))}
          </tbody>
        </table>
      </div>
      {omittedCalls > 0 && <p class="quiet">{omittedCalls} further calls are not listed.</p>}
    </li>
  );
}

function Call({ call }: { readonly call: CallView }) {
  const { service, operation, subject, atMs, tookMs, status, errorCode, decisions } = call;
  return (
    <tr class={status !== undefined && status >= 400 && status !== 404 && status !== 412 ? "problem" : ""}>
      <td>{formatMs(atMs)}</td>
      <th scope="row">
        {service} {operation}
        {subject !== undefined && (
          <>
            <br />
            <span class="quiet">{subject}</span>
          </>
        )}
      </th>
      <td>{tookMs === undefined ? "" : formatMs(tookMs)}</td>
      <td>
        {status ?? "none"} {errorCode}
      </td>
      <td>
        {decisions.map(({ action, resource, allowed, by }) => (
          <p key={`${action} ${resource}`} title={resource}>
            {action}: {by ?? (allowed ? "the account" : "no statement allows it")}
            {!allowed && by !== undefined && " denies it"}
          </p>
        ))}
      </td>
    </tr>
  );
}
