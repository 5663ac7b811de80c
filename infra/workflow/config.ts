import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** Settings of the workflow. */
export interface WorkflowConfig {
  /**
   * `EXPRESS`: at-least-once, at most five minutes, billed by duration. `STANDARD`: exactly-once, with a history of
   * every execution, billed by transition.
   */
  readonly type: "EXPRESS" | "STANDARD";
  /** Variants of one image that are rendered in parallel. */
  readonly maxConcurrency: number;
  /** Function instances that the workflow occupies at once; further images wait in its queue. */
  readonly functionConcurrency: number;
}

export const workflowSettings = {
  type: {
    kind: "choice",
    choices: ["EXPRESS", "STANDARD"],
    fallback: "EXPRESS",
    meaning:
      "`EXPRESS`: at least once, at most five minutes, billed by duration; `STANDARD`: exactly once, with a history of every execution, billed by transition",
  },
  maxConcurrency: {
    kind: "integer",
    unit: "variants",
    min: 1,
    max: 40,
    fallback: 4,
    meaning: "Variants of one image that are rendered in parallel",
  },
  functionConcurrency: {
    kind: "integer",
    unit: "instances",
    min: 4,
    max: 1000,
    // Of the ten that a new account may run, two are left for everything else.
    fallback: 8,
    meaning: "[What the workflow may occupy](workflow.md#sizes) at once; further images wait in its queue",
  },
} as const satisfies Settings;

export const readWorkflow = (reader: ConfigReader): WorkflowConfig => reader.read(workflowSettings);
