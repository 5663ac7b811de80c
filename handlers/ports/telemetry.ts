import type { ImageOutcomeName } from "../contract/telemetry";
import type { Warning } from "../contract/warnings";

/** How one upload ended. */
export interface ImageOutcome {
  readonly outcome: ImageOutcomeName;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly imageId: string;
  /** A `RefusalReason` when refused, the error's name when failed. */
  readonly reason?: string;
  /** A sentence for people. */
  readonly message?: string;
  readonly durationMs: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Pixels of the original. */
  readonly pixels?: number;
  readonly warnings?: readonly Warning[];
}

/** One log line and the metrics for each outcome. */
export interface Telemetry {
  /** Begins an invocation; every line after it carries this request id. */
  begin(requestId: string): void;
  record(outcome: ImageOutcome): void;
  /** One log line for what went wrong outside of any image, and is tried again. */
  problem(message: string, error: unknown): void;
  /** Writes the metrics collected since `begin`. */
  flush(): void;
}
