import type { ConfigReader } from "../config-reader";
import type { Settings } from "../settings";

/** Settings of the upload API. */
export interface UploadApiConfig {
  /** `iam`: requests are signed (SigV4). `apiKey`: a key of a usage plan. */
  readonly auth: "iam" | "apiKey";
  /** Requests per second before throttling. */
  readonly rateLimitPerSec: number;
  /** Concurrent requests before throttling. */
  readonly burstLimit: number;
  /** Origin whose pages may call the API, `https://example.org`; absent: none. */
  readonly corsOrigin?: string;
  /**
   * Whether the stack sets the role with which API Gateway writes logs. An account has one per region, which belongs to
   * no stack: this overwrites it, and leaves it in place when the stack is destroyed.
   */
  readonly accountLogging: boolean;
}

export const uploadApiSettings = {
  auth: {
    kind: "choice",
    choices: ["iam", "apiKey"],
    fallback: "iam",
    meaning: "`iam`: signed requests (SigV4); `apiKey`: a key of a usage plan",
  },
  rateLimitPerSec: {
    kind: "integer",
    unit: "requests/s",
    min: 1,
    max: 10_000,
    fallback: 50,
    meaning: "Requests a second before throttling",
  },
  burstLimit: {
    kind: "integer",
    unit: "requests",
    min: 1,
    max: 5_000,
    fallback: 100,
    meaning: "Requests at once before throttling",
  },
  corsOrigin: {
    kind: "text",
    unit: "origin",
    pattern: /^https?:\/\/[^/'\s]+$/,
    expected: "an origin such as https://example.org",
    meaning: "Origin whose pages may call the API",
  },
  accountLogging: {
    kind: "flag",
    fallback: false,
    meaning:
      "`true`: the stack sets the account's role for API Gateway's logs, [overwriting it](deploy.md#the-accounts-role-for-api-gateways-logs)",
  },
} as const satisfies Settings;

export const readUploadApi = (reader: ConfigReader): UploadApiConfig => reader.read(uploadApiSettings);
