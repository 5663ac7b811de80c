/**
 * When a record may be written: nothing is there, or what is there came from an earlier event, or the same event has been
 * refused before (a redelivery may better a refusal, and never undoes a result). In DynamoDB's expression language, with
 * `#status` for the status, `:sequencer` for the record's own and `:processed` for PROCESSED.
 */
export const IS_NEWS =
  "attribute_not_exists(image_id) OR sequencer < :sequencer OR (sequencer = :sequencer AND #status <> :processed)";
