import { EventEmitter } from "node:events";

/** One finished attempt to run a function, with the figures of its REPORT line. */
export interface InvocationEvent {
  readonly functionName: string;
  /** Version or alias that was invoked; absent: the function without one. */
  readonly qualifier?: string;
  /** Number of the version that ran; only with `qualifier`. */
  readonly executedVersion?: string;
  readonly requestId: string;
  /** Time the handler ran, in milliseconds. */
  readonly durationMs: number;
  /** `durationMs` (plus `initMs` after a cold start) rounded up to the next millisecond. */
  readonly billedMs: number;
  /** Time the instance needed to load the code, in milliseconds; only after a cold start. */
  readonly initMs?: number;
  /** Memory of the function, in MB. */
  readonly memoryMb: number;
  /** Largest resident set of the instance so far, in MB. */
  readonly maxMemoryMb: number;
  /** Processor time of the instance, all threads, in milliseconds; absent where it has ended. No figure of AWS's. */
  readonly processorMs?: number;
  readonly status: "ok" | "error" | "timeout";
  /** The failure, as `type: message`. */
  readonly error?: string;
  /** 1 for the first try, 2 for the first retry … */
  readonly attempt: number;
  /** Asynchronous (`Event`) or synchronous. */
  readonly invocationType: "Event" | "RequestResponse";
  /** True if another attempt follows. */
  readonly willRetry: boolean;
}

/** One line that a function or the service wrote to a log group. */
export interface LogEvent {
  readonly logGroup: string;
  readonly stream: string;
  readonly line: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** An event whose attempts have all failed: it was sent to the on-failure destination, or dropped if there is none. */
export interface DeadLetterEvent {
  readonly functionName: string;
  readonly requestId: string;
  /** ARN of the queue, topic or function that has received the event; undefined if the function has no destination. */
  readonly destination?: string;
  readonly condition: "RetriesExhausted" | "EventAgeExceeded";
  readonly error: string;
}

/** An object was created or removed, with or without a notification. */
export interface ObjectEvent {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** As in a notification, without the `s3:` prefix: `ObjectCreated:Put`, `ObjectRemoved:Delete` … */
  readonly eventName: string;
  readonly sizeBytes: number;
}

/** A failure outside of any request: an undeliverable notification, an instance that did not start. */
export interface FaultEvent {
  readonly service: string;
  readonly message: string;
}

/** An invocation was throttled: all instances that the function may have were busy. */
export interface ThrottleEvent {
  readonly functionName: string;
}

/** An alarm changed its state. */
export interface AlarmEvent {
  readonly name: string;
  readonly from: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly to: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

/** A message was published to a topic. */
export interface MessageEvent {
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject?: string;
  readonly message: string;
}

/** An execution of a state machine ended. */
export interface ExecutionEvent {
  readonly stateMachineName: string;
  readonly executionArn: string;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly durationMs: number;
  /** The failure, as `code: cause`. */
  readonly error?: string;
}

/** An API answered a request. */
export interface ApiRequestEvent {
  readonly apiName: string;
  readonly stage: string;
  readonly requestId: string;
  readonly method: string;
  /** Path below the stage, as sent. */
  readonly path: string;
  readonly status: number;
  readonly latencyMs: number;
  /** Part of `latencyMs` that the integration took. */
  readonly integrationLatencyMs: number;
  /** Why API Gateway itself refused the request or failed, as `TYPE: message`. */
  readonly problem?: string;
}

/** Events of a running cloud and their arguments. */
export interface CloudEventMap {
  invocation: [InvocationEvent];
  log: [LogEvent];
  deadLetter: [DeadLetterEvent];
  object: [ObjectEvent];
  fault: [FaultEvent];
  throttle: [ThrottleEvent];
  alarm: [AlarmEvent];
  message: [MessageEvent];
  execution: [ExecutionEvent];
  apiRequest: [ApiRequestEvent];
}

/** Typed emitter of {@link CloudEventMap}. */
export class CloudEvents extends EventEmitter<CloudEventMap> {}
