import type { ImageRecord } from "../contract/image-record";
import type { ImageRecords } from "../ports/image-records";

/** Milliseconds before the second look, and the longest between two. */
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1000;
/** Each pause is that much longer than the one before: a record is seen late by half of what it took, 1 s at most. */
const GROWTH = 1.5;

/** The record with an id as soon as it is there; undefined when it is not there after that time. */
export async function awaitRecord(
  records: ImageRecords,
  imageId: string,
  waitMs: number,
): Promise<ImageRecord | undefined> {
  const end = Date.now() + waitMs;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * GROWTH, LONGEST_DELAY_MS)) {
    const left = end - Date.now();
    if (left <= 0) return undefined;
    await new Promise((resolve) => setTimeout(resolve, Math.min(delayMs, left)));
    const record = await records.get(imageId);
    if (record) return record;
  }
}
