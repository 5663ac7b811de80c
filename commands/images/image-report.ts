import type { InputImage } from "./inputs";

/** One result of an image. */
interface ImageResult {
  readonly key: string;
  readonly bytes: number;
  /** Pixels, "WxH"; absent if the stack keeps no records. */
  readonly size?: string;
}

/** How one upload ended. */
export type ImageOutcome =
  | {
      readonly status: "processed";
      readonly originalSize?: string;
      readonly results: readonly ImageResult[];
      /** What is wrong with the original all the same; absent: nothing. */
      readonly warnings?: readonly string[];
    }
  | {
      readonly status: "refused" | "failed";
      readonly reason: string;
      readonly message?: string;
      readonly originalSize?: string;
    };

/** An image, how its processing ended and how long it took. */
export interface ImageReport {
  readonly image: InputImage;
  readonly key: string;
  readonly outcome: ImageOutcome;
  /** True if a new instance of the function had to start for it; undefined without a log line of the function. */
  readonly cold: boolean | undefined;
  /** From the start of the upload until the record was found, in milliseconds. */
  readonly ms: number;
  /** Files of the results. */
  readonly files: readonly string[];
}

/** Counts and sums over the images of a run. */
interface Totals {
  readonly processed: number;
  readonly refused: number;
  readonly failed: number;
  readonly skipped: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Median time from upload to record where an instance was running, in milliseconds; 0 without such an image. */
  readonly warmMs: number;
  /** The same where an instance had to start. */
  readonly coldMs: number;
}

export function totalsOf(reports: readonly ImageReport[], skipped: readonly unknown[]): Totals {
  const count = (status: ImageOutcome["status"]) => reports.filter(({ outcome }) => outcome.status === status).length;
  return {
    processed: count("processed"),
    refused: count("refused"),
    failed: count("failed"),
    skipped: skipped.length,
    bytesIn: reports.reduce((sum, { image }) => sum + image.sizeBytes, 0),
    bytesOut: reports.reduce((sum, report) => sum + resultBytes(report), 0),
    warmMs: medianMs(reports.filter(({ cold }) => cold === false)),
    coldMs: medianMs(reports.filter(({ cold }) => cold === true)),
  };
}

/** Size of all results of an image, in bytes. */
export function resultBytes({ outcome }: ImageReport): number {
  return outcome.status === "processed" ? outcome.results.reduce((sum, one) => sum + one.bytes, 0) : 0;
}

function medianMs(reports: readonly ImageReport[]): number {
  const times = reports.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round(times[Math.floor(times.length / 2)] ?? 0);
}
