import type { FunctionConfig } from "./types";

/** Defaults of CreateFunction. */
export function functionDefaults(name: string): Omit<FunctionConfig, "roleArn" | "runtime" | "handler"> {
  return {
    name,
    description: "",
    architecture: "x86_64",
    memoryMb: 128,
    timeoutSec: 3,
    environment: {},
    layers: [],
    ephemeralStorageMb: 512,
    tracing: "PassThrough",
    logging: { format: "Text", logGroup: `/aws/lambda/${name}` },
    reservedConcurrency: -1,
    tags: {},
  };
}
