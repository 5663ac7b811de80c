import type { Backfill } from "./contract/backfill";
import { SEQUENCER_DIGITS } from "./contract/sequencers";
import type { ObjectRef } from "./ports/object-store";

/** An object that was created or removed, as its event describes it. */
export interface Upload {
  readonly ref: ObjectRef;
  /** When it was created, ISO 8601. */
  readonly time: string;
  /** Padded, so that text order is event order. */
  readonly sequencer: string;
  /** Absent: S3 sent the event. */
  readonly backfill?: Backfill;
}

/**
 * Sequencers differ in length and are compared after padding the shorter with zeros on its right (Amazon S3 User Guide,
 * event message structure), so that is how they are kept: at one length, comparable as text.
 */
export function comparableSequencer(sequencer: string | undefined): string {
  return (sequencer ?? "").toUpperCase().padEnd(SEQUENCER_DIGITS, "0");
}
