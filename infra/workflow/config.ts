import type { ConfigReader } from "../config-reader";

/** Settings of the workflow. */
export interface WorkflowConfig {
  /**
   * `EXPRESS`: at-least-once, at most five minutes, billed by duration. `STANDARD`: exactly-once, with a history of
   * every execution, billed by transition. Default `EXPRESS`.
   */
  readonly type: "EXPRESS" | "STANDARD";
  /** Variants of one image that are rendered in parallel, 1..40. Default 4. */
  readonly maxConcurrency: number;
  /**
   * Function instances that the workflow occupies at once, 4..1000; further images wait in its queue. Default 8: of the
   * ten that a new account may run, two are left for everything else.
   */
  readonly functionConcurrency: number;
}

export function readWorkflow(reader: ConfigReader): WorkflowConfig {
  return {
    type: reader.choice("type", ["EXPRESS", "STANDARD"], "EXPRESS"),
    maxConcurrency: reader.integer("maxConcurrency", { fallback: 4, min: 1, max: 40 }),
    functionConcurrency: reader.integer("functionConcurrency", { fallback: 8, min: 4, max: 1000 }),
  };
}
