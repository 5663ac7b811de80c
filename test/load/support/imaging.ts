import { fork } from "node:child_process";
import { once } from "node:events";

import { environmentVariables, type Variant } from "../../../handlers/contract";
import type { Pipeline } from "../../support/e2e/pipeline";
import type { ImagingTask } from "./imaging-main";

/**
 * Processor time of nothing but the imaging of the stack's variants: bytes to bytes, in a process of its own that has
 * done it before, in milliseconds an image.
 */
export async function imagingAlone({ cloud }: Pipeline, bodies: readonly Buffer[]): Promise<number> {
  const child = fork(require.resolve("./imaging-main"), { execArgv: process.execArgv, serialization: "advanced" });
  child.send({ bodies, variants: variantsOf(cloud.services.lambda.functions()) } satisfies ImagingTask);
  const [ms] = (await once(child, "message")) as [number];
  await once(child, "exit");
  return ms;
}

interface WithEnvironment {
  readonly config: { readonly environment: Readonly<Record<string, string>> };
}

/** The variants that functions are given. */
function variantsOf(functions: readonly WithEnvironment[]): readonly Variant[] {
  const json = functions.map(({ config }) => config.environment[environmentVariables.variants]).find(Boolean);
  if (json === undefined) throw new Error(`no function has ${environmentVariables.variants}`);
  return JSON.parse(json) as readonly Variant[];
}
