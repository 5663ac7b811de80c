import type { ConfigReader } from "../config-reader";

/** Settings of the upload API. */
export interface UploadApiConfig {
  /** `iam`: requests are signed (SigV4). `apiKey`: a key of a usage plan. Default `iam`. */
  readonly auth: "iam" | "apiKey";
  /** Requests per second before throttling, 1..10000. Default 50. */
  readonly rateLimitPerSec: number;
  /** Concurrent requests before throttling, 1..5000. Default 100. */
  readonly burstLimit: number;
  /** Origin whose pages may call the API, `https://example.org`; absent: none. */
  readonly corsOrigin?: string;
  /**
   * Whether the stack sets the role with which API Gateway writes logs. An account has one per region, which belongs to
   * no stack: this overwrites it, and leaves it in place when the stack is destroyed. Default false.
   */
  readonly accountLogging: boolean;
}

export function readUploadApi(reader: ConfigReader): UploadApiConfig {
  return {
    auth: reader.choice("auth", ["iam", "apiKey"], "iam"),
    rateLimitPerSec: reader.integer("rateLimitPerSec", { fallback: 50, min: 1, max: 10_000 }),
    burstLimit: reader.integer("burstLimit", { fallback: 100, min: 1, max: 5_000 }),
    corsOrigin: reader.text("corsOrigin", undefined, /^https?:\/\/[^/'\s]+$/, "an origin such as https://example.org"),
    accountLogging: reader.flag("accountLogging", false),
  };
}
