import pc from "picocolors";

import type { CloudEventMap } from "@image-pipeline/local-aws";
import { readableBytes } from "./summary";
import { printable } from "@image-pipeline/local-pulumi/terminal";

type EventLines = {
  // The log's lines are too many, and `aws logs` shows them.
  readonly [K in Exclude<keyof CloudEventMap, "log">]: (...event: CloudEventMap[K]) => string | undefined;
};

/** What is told of each event of a cloud, on one line; undefined where it is no news. */
export const eventLines: EventLines = {
  object: ({ bucket, key, eventName, sizeBytes }) => {
    const size = eventName.startsWith("ObjectCreated") ? ` (${readableBytes(sizeBytes)})` : "";
    return `${eventName.padEnd(22)} ${bucket}/${printable(key)}${size}`;
  },
  invocation: ({ functionName, durationMs, initMs, memoryMb, maxMemoryMb, status, error, attempt, willRetry }) => {
    const cold = initMs === undefined ? "" : `, init ${Math.round(initMs)} ms`;
    const again = attempt > 1 || willRetry ? `, attempt ${attempt}${willRetry ? ", will retry" : ""}` : "";
    const outcome = status === "ok" ? pc.green("ok") : pc.red(because(status, error));
    return `${functionName} ${Math.round(durationMs)} ms${cold}, ${Math.round(maxMemoryMb)} of ${memoryMb} MB${again} ${outcome}`;
  },
  throttle: ({ functionName }) => pc.red(`${functionName} throttled: every instance it may have is busy`),
  deadLetter: ({ functionName, condition, error }) => pc.red(because(`${functionName} gave up (${condition})`, error)),
  execution: ({ stateMachineName, status, durationMs, error }) => {
    const outcome = status === "SUCCEEDED" ? pc.green(status) : pc.red(because(status, causeIn(error)));
    return `${stateMachineName} ${Math.round(durationMs)} ms ${outcome}`;
  },
  apiRequest: ({ apiName, method, path, status, latencyMs, problem }) => {
    const colour = status < 400 ? pc.green : status < 500 ? pc.yellow : pc.red;
    const outcome = colour(because(String(status), problem));
    return `${apiName} ${printable(`${method} ${path}`)} ${Math.round(latencyMs)} ms ${outcome}`;
  },
  alarm: ({ name, from, to, reason }) => {
    if (!isNews(from, to)) return undefined;
    if (to === "ALARM") return pc.red(because(`${name} ALARM`, reason));
    return `${name} ${to === "OK" ? pc.green("OK again") : pc.yellow(to)}`;
  },
  message: ({ topicArn, subject, message }) => {
    const change = alarmChangeIn(message);
    if (change !== undefined && !isNews(change.OldStateValue, change.NewStateValue)) return undefined;
    const parts = [subject, change === undefined || subject === undefined ? message : undefined];
    return because(`${topicArn.split(":").at(-1)} told`, parts.filter((part) => part !== undefined).join(", "));
  },
  fault: ({ service, message }) => pc.red(because(service, message)),
};

/** What an alarm begins with, and that it has nothing to look at any more, is no news. */
function isNews(from: string, to: string): boolean {
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

function because(what: string, why: string | undefined): string {
  return why === undefined || why === "" ? what : `${what}: ${printable(why)}`;
}

/** A function's error reaches an execution as `type: { "errorMessage": …, "trace": … }`: the sentence in it is what people read. */
function causeIn(error: string | undefined): string | undefined {
  const at = error?.indexOf(": {") ?? -1;
  if (error === undefined || at < 0) return error;
  try {
    const { errorMessage } = JSON.parse(error.slice(at + 2)) as { errorMessage?: unknown };
    return typeof errorMessage === "string" ? `${error.slice(0, at)}: ${errorMessage}` : error;
  } catch {
    return error;
  }
}
