import pc from "picocolors";

import { oneLine, printable } from "@image-pipeline/local-pulumi/terminal";
import type { Skipped } from "../images/inputs";
import type { PictureOutcome } from "../images/image-report";

/** How many pictures ended how, and how long they took. */
export interface Totals {
  readonly processed: number;
  readonly refused: number;
  readonly failed: number;
  readonly skipped: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Median of the time from upload to record, in milliseconds, where an instance was running; 0 if none was. */
  readonly warmMs: number;
  /** The same where an instance had to start. */
  readonly coldMs: number;
}

/** Counts and adds up. */
export function totalsOf(outcomes: readonly PictureOutcome[], skipped: readonly Skipped[]): Totals {
  const count = (status: string) => outcomes.filter(({ verdict }) => verdict.status === status).length;
  return {
    processed: count("processed"),
    refused: count("refused"),
    failed: count("failed"),
    skipped: skipped.length,
    bytesIn: outcomes.reduce((sum, { picture }) => sum + picture.sizeBytes, 0),
    bytesOut: outcomes.reduce((sum, outcome) => sum + resultBytes(outcome), 0),
    warmMs: median(outcomes.filter(({ cold }) => cold === false)),
    coldMs: median(outcomes.filter(({ cold }) => cold === true)),
  };
}

function median(outcomes: readonly PictureOutcome[]): number {
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round(times[Math.floor(times.length / 2)] ?? 0);
}

/** What did not become a result, each with its reason, and the counts. */
export function summaryLines(
  outcomes: readonly PictureOutcome[],
  skipped: readonly Skipped[],
  outDir: string,
  tookMs: number,
): string[] {
  const { processed, refused, failed, bytesIn, bytesOut, warmMs, coldMs } = totalsOf(outcomes, skipped);
  const troubles = outcomes.flatMap(({ picture, verdict }) => {
    if (verdict.status === "processed") return [];
    const because = verdict.message === undefined ? "" : `: ${printable(verdict.message)}`;
    return [
      `${verdict.status === "refused" ? pc.yellow("refused") : pc.red("failed")} ${oneLine(picture.file)} ${printable(verdict.reason)}${because}`,
    ];
  });
  const counts = [
    pc.green(`${processed} processed`),
    ...(refused > 0 ? [pc.yellow(`${refused} refused`)] : []),
    ...(failed > 0 ? [pc.red(`${failed} failed`)] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ];
  return [
    ...skipped.map(({ file, reason }) => pc.dim(`skipped ${oneLine(file)}: ${reason}`)),
    ...troubles,
    ...outcomes.flatMap(otherNames),
    `${outcomes.length} ${outcomes.length === 1 ? "picture" : "pictures"} in ${(tookMs / 1000).toFixed(2)} s: ${counts.join(", ")}; ` +
      `${readableBytes(bytesIn)} in, ${readableBytes(bytesOut)} out${latency(warmMs, coldMs)}`,
    ...(processed > 0 ? [`results are in ${oneLine(outDir)}`] : []),
  ];
}

/** A key need not be the name of a file: what a result is called then. */
function otherNames({ verdict, files }: PictureOutcome): string[] {
  if (verdict.status !== "processed") return [];
  return verdict.results.flatMap(({ key }, i) => {
    const file = files[i]?.replaceAll("\\", "/");
    if (file === undefined || `/${file}`.endsWith(`/${key}`)) return [];
    return [pc.dim(`${oneLine(key)} is kept as ${oneLine(file)}: no file can have its name`)];
  });
}

function latency(warmMs: number, coldMs: number): string {
  const parts = [...(warmMs > 0 ? [`${warmMs} ms warm`] : []), ...(coldMs > 0 ? [`${coldMs} ms cold`] : [])];
  return parts.length === 0 ? "" : `; from upload to record ${parts.join(", ")} (median)`;
}

/** `1536` as `1.5 KB`. */
export function readableBytes(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} KB` : `${(count / 1e6).toFixed(1)} MB`;
}

/** Bytes of all that a picture became. */
export function resultBytes({ verdict }: PictureOutcome): number {
  return verdict.status === "processed" ? verdict.results.reduce((sum, one) => sum + one.bytes, 0) : 0;
}
