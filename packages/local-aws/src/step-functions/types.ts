import type { JsonValue } from "./integrations";

/** How much of an execution is logged. */
export type LogLevel = "ALL" | "ERROR" | "FATAL" | "OFF";

/** Logging of a state machine. */
export interface LoggingSettings {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  /** Name of the log group; undefined if the level is OFF. */
  readonly logGroup?: string;
}

/** A deployed state machine. */
export interface StateMachineSpec {
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  /** Amazon States Language, JSON. */
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: LoggingSettings;
  readonly tracing: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** An event of an execution's history. */
export interface HistoryEvent {
  /** From 1. */
  readonly id: number;
  /** `ExecutionStarted`, `TaskStateEntered`, `TaskFailed` … */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A run of a state machine. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly input: JsonValue;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  stoppedAt?: number;
  status: ExecutionStatus;
  output?: JsonValue;
  error?: string;
  cause?: string;
  readonly history: HistoryEvent[];
}
