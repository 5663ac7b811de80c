import type { AlarmEvent, CloudEvents, ExecutionEvent } from "@image-pipeline/local-aws";
import { eventLines } from "./event-lines";

/** Alarms that went off, and executions of state machines that failed. */
export interface Failures {
  readonly alarms: readonly AlarmEvent[];
  readonly failedExecutions: readonly ExecutionEvent[];
}

/**
 * Collects the failures from now on, and prints each when it happens.
 *
 * @param print takes a line for people
 */
export function watchFailures(events: CloudEvents, print: (line: string) => void): Failures {
  const alarms: AlarmEvent[] = [];
  const failedExecutions: ExecutionEvent[] = [];
  const printIfAny = (line: string | undefined) => void (line === undefined || print(line));
  events.on("alarm", (event) => {
    if (event.to === "ALARM") alarms.push(event);
    printIfAny(eventLines.alarm(event));
  });
  events.on("execution", (event) => {
    if (event.status === "SUCCEEDED") return;
    failedExecutions.push(event);
    printIfAny(eventLines.execution(event));
  });
  return { alarms, failedExecutions };
}

/** The failures in the document that `--json` prints. */
export function failuresReport({ alarms, failedExecutions }: Failures) {
  return {
    alarms: alarms.map(({ name, reason }) => ({ name, reason })),
    failedExecutions: failedExecutions.map(({ executionArn, status, error }) => ({ executionArn, status, error })),
  };
}
