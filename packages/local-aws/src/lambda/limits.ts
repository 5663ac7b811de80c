import { AwsError } from "../http/aws-error";
import type { FunctionConfig, StoredArchive } from "./types";

/** Runtimes that AWS accepts for new functions and that this process's Node.js stands for. */
export const runnableRuntimes: readonly string[] = ["nodejs22.x", "nodejs24.x"];

/** Runtimes of other languages. */
const otherRuntimes =
  /^(python3\.(1\d|9)|java(8\.al2|11|17|21|25)|dotnet(8|10)|ruby3\.\d|provided\.al20\d\d|provided\.al2)$/;

/** Largest zip of one upload, in bytes (50 MB). */
export const MAX_ZIP_BYTES = 52_428_800;
/** Largest function with its layers, unpacked, in bytes (250 MB). */
export const MAX_UNZIPPED_BYTES = 262_144_000;

/** Environment variables that only Lambda itself sets. */
const reserved = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

function integer(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

/** Why a runtime is refused, or undefined. */
function runtimeProblem(runtime: string): string | undefined {
  if (runnableRuntimes.includes(runtime)) return undefined;
  if (/^nodejs\d+\.x$/.test(runtime) && ["nodejs20.x", "nodejs18.x", "nodejs16.x"].includes(runtime)) {
    return `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions`;
  }
  if (otherRuntimes.test(runtime))
    return `the embedded Lambda has no interpreter for ${runtime}, only for ${runnableRuntimes.join(", ")}`;
  return `Value ${runtime} at 'runtime' failed to satisfy constraint: it is not a known runtime`;
}

/** Why Lambda refuses a configuration, by property name. */
export function configProblems(config: Omit<FunctionConfig, "tags">): (readonly [property: string, reason: string])[] {
  const problems: (readonly [string, string])[] = [];
  const refuse = (bad: boolean, property: string, reason: string) => {
    if (bad) problems.push([property, reason]);
  };
  const { name, memoryMb, timeoutSec, ephemeralStorageMb, environment, handler, layers } = config;
  refuse(
    !/^[a-zA-Z0-9-_]{1,64}$/.test(name),
    "name",
    `expected 1 to 64 letters, digits, hyphens or underscores, got "${name}"`,
  );
  refuse(!integer(memoryMb, 128, 10_240), "memorySize", `expected 128 to 10240 MB, got ${memoryMb}`);
  refuse(!integer(timeoutSec, 1, 900), "timeout", `expected 1 to 900 seconds, got ${timeoutSec}`);
  refuse(
    !integer(ephemeralStorageMb, 512, 10_240),
    "ephemeralStorage",
    `expected 512 to 10240 MB, got ${ephemeralStorageMb}`,
  );
  refuse(!/^[^\s]{1,128}$/.test(handler), "handler", `expected module.function, got "${handler}"`);
  refuse(layers.length > 5, "layers", `expected at most 5, got ${layers.length}`);
  const runtime = runtimeProblem(config.runtime);
  refuse(runtime !== undefined, "runtime", runtime ?? "");
  const bytes = Object.entries(environment).reduce(
    (sum, [k, v]) => sum + Buffer.byteLength(k) + Buffer.byteLength(v),
    0,
  );
  refuse(bytes > 4096, "environment", `expected at most 4096 bytes of variables, got ${bytes}`);
  for (const key of Object.keys(environment)) {
    refuse(reserved.has(key), "environment", `${key} is reserved: Lambda sets it`);
    refuse(!/^[a-zA-Z]\w+$/.test(key), "environment", `"${key}" is not a valid name`);
  }
  return problems;
}

/** Checks a configuration. @throws AwsError `InvalidParameterValueException`. */
export function checkConfig(config: FunctionConfig): void {
  const [first] = configProblems(config);
  if (first !== undefined) throw new AwsError("InvalidParameterValueException", `${first[0]}: ${first[1]}`);
}

/** Checks the size of a zip. @throws AwsError `RequestEntityTooLargeException`. */
export function checkZipSize(bytes: number): void {
  if (bytes <= MAX_ZIP_BYTES) return;
  const message = `Request must be smaller than ${MAX_ZIP_BYTES} bytes: the archive has ${bytes}`;
  throw new AwsError("RequestEntityTooLargeException", message, 413);
}

/** Checks the unpacked size of a function with its layers. @throws AwsError `InvalidParameterValueException`. */
export function checkUnzippedSize(code: StoredArchive, layers: readonly StoredArchive[]): void {
  const bytes = layers.reduce((sum, layer) => sum + layer.unzippedBytes, code.unzippedBytes);
  if (bytes <= MAX_UNZIPPED_BYTES) return;
  const message = `Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes: function and layers together have ${bytes}`;
  throw new AwsError("InvalidParameterValueException", message);
}
