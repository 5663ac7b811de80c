import type { PropertyMap } from "../engine/values";
import { CliError } from "./cli-error";

/** What the command line needs to know of a stack: nothing but its outputs. */
export interface PipelineOutputs {
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  /** Absent if the stack keeps no records. */
  readonly metadataTable?: string;
  readonly deadLetterQueueUrl?: string;
}

/** @throws CliError STACK_OUTPUT_MISSING if the stack names no buckets */
export function pipelineOutputs(outputs: PropertyMap): PipelineOutputs {
  const text = (name: string) => {
    const value = outputs[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const required = (name: string) => {
    const value = text(name);
    if (value === undefined) throw new CliError("STACK_OUTPUT_MISSING", `the stack has no output "${name}"`);
    return value;
  };
  const metadataTable = text("metadataTable");
  const deadLetterQueueUrl = text("deadLetterQueueUrl");
  return {
    sourceBucket: required("sourceBucket"),
    destinationBucket: required("destinationBucket"),
    ...(metadataTable !== undefined && { metadataTable }),
    ...(deadLetterQueueUrl !== undefined && { deadLetterQueueUrl }),
  };
}
