import type { ConfigReader } from "../config-reader";

/** Settings of the workflow. */
export interface WorkflowConfig {
  /** `EXPRESS`: at least once, five minutes at most, paid by use. `STANDARD`: exactly once, with a history. Default `EXPRESS`. */
  readonly type: "EXPRESS" | "STANDARD";
  /** Variants of one picture that are made at once, 1..40. Default 4. */
  readonly maxConcurrency: number;
}

export function readWorkflow(reader: ConfigReader): WorkflowConfig {
  return {
    type: reader.choice("type", ["EXPRESS", "STANDARD"], "EXPRESS"),
    maxConcurrency: reader.integer("maxConcurrency", { fallback: 4, min: 1, max: 40 }),
  };
}
