/** Digits of a sequencer in a record: S3's are shorter and padded with zeros on their right. */
export const SEQUENCER_DIGITS = 32;

/**
 * The sequencer of a record that replaces one with `sequencer` and is of the same event: greater than that one, and
 * less than that of every later event. It counts in six decimal digits after the event's own.
 */
export function replacingSequencer(sequencer: string): string {
  const count = Number(sequencer.slice(SEQUENCER_DIGITS) || "0");
  return `${sequencer.slice(0, SEQUENCER_DIGITS)}${String(count + 1).padStart(6, "0")}`;
}

/** The greatest sequencer of a record that is of this event, or replaces one that is. */
export function lastSequencer(sequencer: string): string {
  return `${sequencer.slice(0, SEQUENCER_DIGITS)}999999`;
}
