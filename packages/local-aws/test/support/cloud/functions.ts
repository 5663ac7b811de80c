import { buffer } from "node:stream/consumers";

import { ZipFile } from "yazl";

import type { Cloud } from "../../../src/cloud";
import type { FunctionConfig, FunctionSpec as LambdaSpec } from "../../../src/lambda/types";
import { makeRole } from "./use-cloud";

/** Files of an archive as text by path. */
export type Files = Readonly<Record<string, string>>;

/** A zip of some files. */
export async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  return await buffer(zip.outputStream);
}

/** Statement by which a function may write its log. */
const logGrant = { Effect: "Allow", Action: "logs:*", Resource: "*" };

/** What a test says of its function. */
export interface FunctionSpec extends Partial<Omit<FunctionConfig, "name" | "roleArn">> {
  /** `index.js`: its `handler` is the handler. */
  readonly code: string;
  readonly more?: Files;
  /** Besides writing its log. */
  readonly statements?: readonly object[];
}

/** Deploys a function with a role of its own. Defaults: Node.js 24, 256 MB, 30 s, a log in JSON. */
export async function deploy(
  cloud: Cloud,
  name: string,
  { code, more, statements = [], ...config }: FunctionSpec,
): Promise<void> {
  const roleArn = makeRole(cloud, `${name}-role`, [logGrant, ...statements]);
  const full: LambdaSpec = {
    name,
    roleArn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    architecture: "arm64",
    memoryMb: 256,
    timeoutSec: 30,
    logging: { format: "JSON", logGroup: `/aws/lambda/${name}`, applicationLevel: "INFO", systemLevel: "INFO" },
    ...config,
  };
  cloud.services.lambda.createFunction(full, await zipOf({ "index.js": code, ...more }));
}

/** Messages that a function has logged. */
export function logOf(cloud: Cloud, name: string): string[] {
  return cloud.services.logs.lines(`/aws/lambda/${name}`).map((line) => line.message);
}
