import { randomBytes } from "node:crypto";
import { join } from "node:path";

import type { SessionCredentials } from "../iam/iam";
import type { FunctionConfig } from "./types";

/** Arguments of {@link instanceEnvironment}. */
interface EnvironmentSpec {
  readonly config: FunctionConfig;
  /** Version of the function: its number, or `$LATEST`. */
  readonly version: string;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: SessionCredentials;
  readonly taskRoot: string;
  /** Folders of the unpacked layers, in their order. */
  readonly layerRoots: readonly string[];
  /** Folder of modules that the runtime itself has. */
  readonly runtimeModules: string | undefined;
  readonly logStream: string;
}

/** A new log stream name in Lambda's form: date, version, random digits. */
export function newLogStream(version: string): string {
  const day = new Date().toISOString().slice(0, 10).replace(/-/g, "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}

/** A trace header: `Root`, `Parent` and whether it is sampled. */
export function newTraceId(sampled: boolean): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${time}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=${sampled ? 1 : 0}`;
}

/**
 * The complete environment of an instance: the function's variables, Lambda's own, and `AWS_ENDPOINT_URL`, which
 * directs SDK clients to the embedded services. `NODE_PATH` lists the modules of the layers, which are under `/opt` in
 * Lambda, and those of the runtime.
 */
export function instanceEnvironment(spec: EnvironmentSpec): Record<string, string> {
  const { config, version, region, credentials, taskRoot, layerRoots, runtimeModules } = spec;
  const major = /\d+/.exec(config.runtime)?.[0] ?? "";
  const modules = layerRoots.flatMap((root) => [
    join(root, `nodejs/node${major}/node_modules`),
    join(root, "nodejs/node_modules"),
  ]);
  if (runtimeModules !== undefined) modules.push(runtimeModules);
  return {
    ...config.environment,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    NODE_PATH: modules.join(process.platform === "win32" ? ";" : ":"),
    _HANDLER: config.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: config.logging.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: spec.logStream,
    ...(config.logging.format === "JSON" && { AWS_LAMBDA_LOG_FORMAT: "JSON" }),
    ...(config.logging.applicationLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: config.logging.applicationLevel }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_ENDPOINT_URL: spec.endpoint,
  };
}
