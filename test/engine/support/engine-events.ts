import { readFileSync } from "node:fs";

/** What the engine calls what it does to a resource. */
export type EngineOp =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "refresh"
  | "discard";

/** A resource in an engine event. */
interface EventState {
  readonly type: string;
  readonly urn: string;
  readonly custom?: boolean;
  readonly id: string;
  readonly parent: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

/** One step of the engine's plan. */
interface EngineStep {
  readonly op: EngineOp;
  readonly urn: string;
  readonly type: string;
  readonly old: EventState | null;
  readonly new: EventState | null;
  /** Inputs that force a replacement. */
  readonly keys?: readonly string[];
  /** Inputs that differ. */
  readonly diffs?: readonly string[];
}

/** What a policy pack said about a resource. */
interface PolicyFinding {
  readonly resourceUrn?: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
  readonly message: string;
}

/** A line of the log that the CLI writes with `--event-log`, as far as these tests read it. */
interface LogLine {
  readonly resourcePreEvent?: { readonly metadata: EngineStep };
  readonly resOutputsEvent?: { readonly metadata: EngineStep };
  readonly resOpFailedEvent?: { readonly metadata: EngineStep };
  readonly policyEvent?: PolicyFinding;
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly summaryEvent?: { readonly resourceChanges?: Partial<Record<EngineOp, number>> };
}

/** What a command did, by the engine's own account. */
export interface EngineRun {
  /** Every step that was planned, in order; default providers left out. */
  readonly steps: readonly EngineStep[];
  readonly failed: readonly EngineStep[];
  readonly findings: readonly PolicyFinding[];
  /** Messages of severity `error` and `warning`. */
  readonly problems: readonly string[];
  readonly changes: Readonly<Partial<Record<EngineOp, number>>>;
}

/** Reads an event log. A command that failed before the engine started leaves none: then nothing was done. */
export function readEngineRun(file: string): EngineRun {
  const lines = logLines(file);
  const steps = lines.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []).filter(isOurs);
  return {
    steps,
    failed: lines.flatMap(({ resOpFailedEvent }) => resOpFailedEvent?.metadata ?? []),
    findings: lines.flatMap(({ policyEvent }) => policyEvent ?? []),
    problems: lines
      .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
      .filter(({ severity }) => severity === "error" || severity === "warning")
      .map(({ message }) => message),
    changes: lines.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {},
  };
}

function logLines(file: string): LogLine[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LogLine);
}

function isOurs({ type }: EngineStep): boolean {
  return !type.startsWith("pulumi:providers:");
}
