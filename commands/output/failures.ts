import type { AlarmEvent, CloudEvents, ExecutionEvent } from "@image-pipeline/local-aws";
import { eventLines } from "./event-lines";

/** What happened beside the pictures: alarms that went off, and executions of state machines that failed. */
export interface Troubles {
  readonly alarms: readonly AlarmEvent[];
  readonly failedExecutions: readonly ExecutionEvent[];
}

/**
 * Keeps what goes wrong from now on, and tells it at once.
 *
 * @param print takes a line for people
 */
export function watchTroubles(events: CloudEvents, print: (line: string) => void): Troubles {
  const alarms: AlarmEvent[] = [];
  const failedExecutions: ExecutionEvent[] = [];
  const tell = (line: string | undefined) => void (line === undefined || print(line));
  events.on("alarm", (event) => {
    if (event.to === "ALARM") alarms.push(event);
    tell(eventLines.alarm(event));
  });
  events.on("execution", (event) => {
    if (event.status === "SUCCEEDED") return;
    failedExecutions.push(event);
    tell(eventLines.execution(event));
  });
  return { alarms, failedExecutions };
}
