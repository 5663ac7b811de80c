import type { ImageOutcomeName } from "../contract/telemetry";
import type { Warning } from "../contract/warnings";
import type { ImageStepTimes } from "./image";

/** How long the steps of processing took, milliseconds. */
export interface StepTimes extends ImageStepTimes {
  /** The original, from S3. */
  readonly readMs: number;
  /** The results, into S3, side by side. */
  readonly writeMs: number;
}

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
  /** Absent: there are no results, or the workflow has made them. */
  readonly steps?: StepTimes;
}

/** A variant that was made on its own, as the workflow does. */
export interface RenderedVariant extends Pick<ImageOutcome, "bucket" | "key" | "versionId" | "imageId"> {
  /** Its name. */
  readonly variant: string;
  readonly steps: StepTimes;
}

/** One log line and the metrics for each outcome. */
export interface Telemetry {
  /** Begins an invocation; every line after it carries this request id. */
  begin(requestId: string): void;
  record(outcome: ImageOutcome): void;
  /** One log line for a variant that was made on its own. */
  rendered(variant: RenderedVariant): void;
  /** One metric for paths of results that were invalidated at the edge. */
  invalidated(paths: number): void;
  /** One log line for what went wrong outside of any image, and is tried again. */
  problem(message: string, error: unknown): void;
  /** Writes the metrics collected since `begin`. */
  flush(): void;
}
