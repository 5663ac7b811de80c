import type { PropertyMap } from "@image-pipeline/local-pulumi";
import { CliError } from "../command-line/errors";

/** What the command line needs to know of a stack: nothing but its outputs. */
export interface PipelineOutputs {
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  /** Absent if the stack keeps no records. */
  readonly metadataTable?: string;
  readonly deadLetterQueueUrl?: string;
  /** Absent if pictures do not go through a workflow. */
  readonly stateMachineArn?: string;
  /** Absent if the stack has no upload API. */
  readonly uploadApiUrl?: string;
  /** What callers of the upload API have to send; absent if they sign. */
  readonly uploadApiKey?: string;
}

/** Outputs that a stack may have or not. */
const optional = [
  "metadataTable",
  "deadLetterQueueUrl",
  "stateMachineArn",
  "uploadApiUrl",
  "uploadApiKey",
] as const satisfies readonly (keyof PipelineOutputs)[];

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
  return {
    sourceBucket: required("sourceBucket"),
    destinationBucket: required("destinationBucket"),
    ...Object.fromEntries(
      optional.flatMap((name) => {
        const value = text(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
