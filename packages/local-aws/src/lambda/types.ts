/** Format and levels of a function's log. */
interface LoggingConfig {
  readonly format: "JSON" | "Text";
  readonly logGroup: string;
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

/** The network that a function is connected to. */
interface NetworkConfig {
  /** 1 to 16. */
  readonly subnetIds: readonly string[];
  /** 1 to 5. */
  readonly securityGroupIds: readonly string[];
}

/** A function as it is deployed. */
export interface FunctionConfig {
  readonly name: string;
  readonly description: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: "x86_64" | "arm64";
  /** MB. */
  readonly memoryMb: number;
  readonly timeoutSec: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly layers: readonly string[];
  readonly ephemeralStorageMb: number;
  readonly tracing: "Active" | "PassThrough";
  readonly logging: LoggingConfig;
  readonly kmsKeyArn?: string;
  /** ARN of the queue or topic for events whose attempts have all failed. */
  readonly deadLetterTarget?: string;
  /** Absent: none of the account's. The embedded run has no networks: it is kept and described. */
  readonly network?: NetworkConfig;
  /** -1: none reserved. */
  readonly reservedConcurrency: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the creator of a function states: the rest has Lambda's defaults. */
export type FunctionSpec = Pick<FunctionConfig, "name" | "roleArn" | "runtime" | "handler"> & Partial<FunctionConfig>;

/** Retries and destinations of asynchronous events. */
export interface EventInvokeConfig {
  /** 0 to 2. Default 2. */
  readonly maximumRetryAttempts: number;
  /** 60 to 21600 seconds. Default 21600 (6 hours). */
  readonly maximumEventAgeSec: number;
  readonly onFailure?: string;
  readonly onSuccess?: string;
}

/** A statement of a function's policy. */
export interface FunctionPermission {
  readonly statementId: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  /** Version or alias that it is for; absent: the function without one. */
  readonly qualifier?: string;
}

/** An uploaded archive. */
export interface StoredArchive {
  /** Hexadecimal SHA-256 of the zip. */
  readonly sha256: string;
  readonly zipBytes: number;
  readonly unzippedBytes: number;
}

/** A function with its code, permissions and event settings. */
export interface FunctionRecord {
  config: FunctionConfig;
  code: StoredArchive;
  lastModified: string;
  permissions: FunctionPermission[];
  eventInvoke: EventInvokeConfig | undefined;
  /** The same of its versions and aliases. Default: none has any. */
  qualifiedEventInvokes?: Readonly<Record<string, EventInvokeConfig>>;
  /** The oldest first. Default: none. */
  versions?: readonly PublishedVersion[];
  /** Highest number of a version so far: that of a deleted one is not used again. Default 0. */
  lastVersion?: number;
  /** Default: none. */
  aliases?: readonly FunctionAlias[];
}

/** Code and configuration of a function when it was published: they never change. */
export interface PublishedVersion {
  /** A number from 1 on. */
  readonly version: string;
  readonly config: FunctionConfig;
  readonly code: StoredArchive;
  /** Code of its layers, in their order. */
  readonly layers: readonly StoredArchive[];
  readonly lastModified: string;
}

/** A name for a version, or for two of them that invocations are distributed over. */
export interface FunctionAlias {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** Part of the invocations that another version gets, 0..1, by its number; at most one. */
  readonly additionalVersionWeights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface LayerVersion {
  readonly arn: string;
  readonly layerArn: string;
  readonly name: string;
  readonly version: number;
  readonly code: StoredArchive;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  readonly description: string;
  readonly licenseInfo: string;
  readonly createdDate: string;
}
