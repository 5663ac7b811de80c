/**
 * Asks for an original to be processed again, or for the first time: the part of an event that S3 does not send. The
 * event's sequencer is that of the record to be replaced, and absent where there is none.
 */
export interface Backfill {
  /** Names of the variants to make; absent: all. The record keeps what it says of the others. */
  readonly variants?: readonly string[];
}

/** `eventName` of a record that `npm run backfill` and `npm run reconcile` send. */
export const BACKFILL_EVENT = "ObjectCreated:Backfill";
