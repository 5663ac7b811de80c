import pc from "picocolors";

import type { CloudEventMap, CloudEvents } from "@image-pipeline/local-aws";
import { printable } from "@image-pipeline/local-pulumi/terminal";
import { readableBytes } from "./summary";

type EventLines = {
  // Log lines are left out: they are many, and `aws logs` reads them.
  readonly [K in Exclude<keyof CloudEventMap, "log">]: (...event: CloudEventMap[K]) => string | undefined;
};

/** Each event of the embedded services as one line; undefined for an event that is not worth one. */
export const eventLines: EventLines = {
  object: ({ bucket, key, eventName, sizeBytes }) => {
    const size = eventName.startsWith("ObjectCreated") ? ` (${readableBytes(sizeBytes)})` : "";
    return `${eventName.padEnd(22)} ${bucket}/${printable(key)}${size}`;
  },
  invocation: ({ functionName, durationMs, initMs, memoryMb, maxMemoryMb, status, error, attempt, willRetry }) => {
    const cold = initMs === undefined ? "" : `, init ${Math.round(initMs)} ms`;
    const retries = attempt > 1 || willRetry ? `, attempt ${attempt}${willRetry ? ", will retry" : ""}` : "";
    const outcome = status === "ok" ? pc.green("ok") : pc.red(withReason(status, error));
    return `${functionName} ${Math.round(durationMs)} ms${cold}, ${Math.round(maxMemoryMb)} of ${memoryMb} MB${retries} ${outcome}`;
  },
  throttle: ({ functionName }) => pc.red(`${functionName} throttled: all its permitted instances are busy`),
  deadLetter: ({ functionName, condition, error }) =>
    pc.red(withReason(`${functionName} dead letter (${condition})`, error)),
  execution: ({ stateMachineName, status, durationMs, error }) => {
    const outcome = status === "SUCCEEDED" ? pc.green(status) : pc.red(withReason(status, errorMessageIn(error)));
    return `${stateMachineName} ${Math.round(durationMs)} ms ${outcome}`;
  },
  apiRequest: ({ apiName, method, path, status, latencyMs, problem }) => {
    const colour = status < 400 ? pc.green : status < 500 ? pc.yellow : pc.red;
    const outcome = colour(withReason(String(status), problem));
    return `${apiName} ${printable(`${method} ${path}`)} ${Math.round(latencyMs)} ms ${outcome}`;
  },
  alarm: ({ name, from, to, reason }) => {
    if (!isAlarmChange(from, to)) return undefined;
    if (to === "ALARM") return pc.red(withReason(`${name} ALARM`, reason));
    return `${name} ${to === "OK" ? pc.green("OK again") : pc.yellow(to)}`;
  },
  message: ({ topicArn, subject, message }) => {
    const change = alarmChangeIn(message);
    if (change !== undefined && !isAlarmChange(change.OldStateValue, change.NewStateValue)) return undefined;
    const parts = [subject, change === undefined || subject === undefined ? message : undefined];
    const text = parts.filter((part) => part !== undefined).join(", ");
    return withReason(`${topicArn.split(":").at(-1)} message`, text);
  },
  fault: ({ service, message }) => pc.red(withReason(service, message)),
};

/** Shortest time between two lines about a throttled function: its callers retry at once. */
const THROTTLE_QUIET_MS = 1000;

/**
 * Prints a line with the time for each event that is worth one.
 *
 * @param now milliseconds since the epoch
 */
export function printEvents(events: CloudEvents, print: (line: string) => void, now = Date.now): void {
  const printWithTime = (line: string | undefined) => {
    if (line !== undefined) print(`${pc.dim(new Date(now()).toTimeString().slice(0, 8))} ${line}`);
  };
  events.on("object", (event) => printWithTime(eventLines.object(event)));
  events.on("invocation", (event) => printWithTime(eventLines.invocation(event)));
  const throttledAt = new Map<string, number>();
  events.on("throttle", (event) => {
    const { functionName } = event;
    if (now() - (throttledAt.get(functionName) ?? -Infinity) < THROTTLE_QUIET_MS) return;
    throttledAt.set(functionName, now());
    printWithTime(eventLines.throttle(event));
  });
  events.on("deadLetter", (event) => printWithTime(eventLines.deadLetter(event)));
  events.on("execution", (event) => printWithTime(eventLines.execution(event)));
  events.on("apiRequest", (event) => printWithTime(eventLines.apiRequest(event)));
  events.on("alarm", (event) => printWithTime(eventLines.alarm(event)));
  events.on("message", (event) => printWithTime(eventLines.message(event)));
  events.on("fault", (event) => printWithTime(eventLines.fault(event)));
}

/** Whether an alarm went off or recovered, as opposed to its first state or missing data. */
function isAlarmChange(from: string, to: string): boolean {
  return from === "ALARM" || to === "ALARM";
}

interface AlarmMessage {
  readonly OldStateValue: string;
  readonly NewStateValue: string;
}

/** The change of state in a message that an alarm has published. */
function alarmChangeIn(message: string): AlarmMessage | undefined {
  try {
    const content = JSON.parse(message) as Partial<AlarmMessage> | null;
    const { OldStateValue, NewStateValue } = content ?? {};
    return OldStateValue === undefined || NewStateValue === undefined ? undefined : { OldStateValue, NewStateValue };
  } catch {
    return undefined;
  }
}

function withReason(what: string, reason: string | undefined): string {
  return reason === undefined || reason === "" ? what : `${what}: ${printable(reason)}`;
}

/** Shortens `type: { "errorMessage": …, "trace": … }`, as an execution reports a function's error, to its message. */
function errorMessageIn(error: string | undefined): string | undefined {
  const at = error?.indexOf(": {") ?? -1;
  if (error === undefined || at < 0) return error;
  try {
    const { errorMessage } = JSON.parse(error.slice(at + 2)) as { errorMessage?: unknown };
    return typeof errorMessage === "string" ? `${error.slice(0, at)}: ${errorMessage}` : error;
  } catch {
    return error;
  }
}
