import pc from "picocolors";

import type { CloudEvents } from "@image-pipeline/local-aws";
import { eventLines } from "./event-lines";

/** Callers that are sent away come back at once: a function that is busy is told of once in so many milliseconds. */
const THROTTLE_QUIET_MS = 1000;

/**
 * Prints a line with the time for each event of a cloud that is worth one.
 *
 * @param now milliseconds since the epoch
 */
export function tellEvents(events: CloudEvents, print: (line: string) => void, now = Date.now): void {
  const tell = (line: string | undefined) => {
    if (line !== undefined) print(`${pc.dim(new Date(now()).toTimeString().slice(0, 8))} ${line}`);
  };
  events.on("object", (event) => tell(eventLines.object(event)));
  events.on("invocation", (event) => tell(eventLines.invocation(event)));
  const throttledAt = new Map<string, number>();
  events.on("throttle", (event) => {
    const { functionName } = event;
    if (now() - (throttledAt.get(functionName) ?? -Infinity) < THROTTLE_QUIET_MS) return;
    throttledAt.set(functionName, now());
    tell(eventLines.throttle(event));
  });
  events.on("deadLetter", (event) => tell(eventLines.deadLetter(event)));
  events.on("execution", (event) => tell(eventLines.execution(event)));
  events.on("apiRequest", (event) => tell(eventLines.apiRequest(event)));
  events.on("alarm", (event) => tell(eventLines.alarm(event)));
  events.on("message", (event) => tell(eventLines.message(event)));
  events.on("fault", (event) => tell(eventLines.fault(event)));
}
