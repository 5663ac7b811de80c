import pc from "picocolors";

import { oneLine, printable } from "@image-pipeline/local-pulumi/terminal";
import { type ImageReport, totalsOf } from "../images/image-report";
import type { InputImage, SkippedFile } from "../images/inputs";

/**
 * The lines after a run: every file without a result, with its reason, then counts and sums.
 *
 * @param tookMs from the first upload to the last outcome
 */
export function summaryLines(
  reports: readonly ImageReport[],
  skipped: readonly SkippedFile[],
  outDir: string,
  tookMs: number,
): string[] {
  const { processed, refused, failed, bytesIn, bytesOut, warmMs, coldMs } = totalsOf(reports, skipped);
  const counts = [
    pc.green(`${processed} processed`),
    ...(refused > 0 ? [pc.yellow(`${refused} refused`)] : []),
    ...(failed > 0 ? [pc.red(`${failed} failed`)] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ];
  const images = reports.length === 1 ? "image" : "images";
  return [
    ...skipped.map(({ file, reason }) => pc.dim(`skipped ${oneLine(file)}: ${reason}`)),
    ...reports.flatMap(notProcessedLine),
    ...reports.flatMap(renamedResultLines),
    `${reports.length} ${images} in ${(tookMs / 1000).toFixed(2)} s: ${counts.join(", ")}`,
    `${readableBytes(bytesIn)} in, ${readableBytes(bytesOut)} out`,
    ...latencyLine(warmMs, coldMs),
    ...(processed > 0 ? [`results are in ${oneLine(outDir)}`] : []),
  ];
}

/** Most images that are named after an interruption. */
const MAX_UNFINISHED = 20;

/** The lines after a run that was interrupted: what was not done. */
export function interruptionLines(unfinished: readonly InputImage[], total: number): string[] {
  const more = unfinished.length - MAX_UNFINISHED;
  return [
    ...unfinished.slice(0, MAX_UNFINISHED).map(({ file }) => pc.yellow(`not done ${oneLine(file)}`)),
    ...(more > 0 ? [pc.yellow(`not done: ${more} more`)] : []),
    `interrupted: ${total - unfinished.length} of ${total} images were done, ${unfinished.length} were not`,
  ];
}

function notProcessedLine({ image, outcome }: ImageReport): string[] {
  if (outcome.status === "processed") return [];
  const status = outcome.status === "refused" ? pc.yellow("refused") : pc.red("failed");
  const message = outcome.message === undefined ? "" : `: ${printable(outcome.message)}`;
  return [`${status} ${oneLine(image.file)} ${printable(outcome.reason)}${message}`];
}

/** Results whose keys cannot be file names, with the names they have instead. */
function renamedResultLines({ outcome, files }: ImageReport): string[] {
  if (outcome.status !== "processed") return [];
  return outcome.results.flatMap(({ key }, i) => {
    const file = files[i]?.replaceAll("\\", "/");
    if (file === undefined || `/${file}`.endsWith(`/${key}`)) return [];
    return [pc.dim(`${oneLine(key)} is stored as ${oneLine(file)}: its key cannot be a file name`)];
  });
}

function latencyLine(warmMs: number, coldMs: number): string[] {
  const parts = [...(warmMs > 0 ? [`${warmMs} ms warm`] : []), ...(coldMs > 0 ? [`${coldMs} ms cold`] : [])];
  return parts.length === 0 ? [] : [`upload to record: ${parts.join(", ")} (median)`];
}

/** A size in decimal units: 1536 is `1.5 KB`. */
export function readableBytes(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} KB` : `${(count / 1e6).toFixed(1)} MB`;
}
