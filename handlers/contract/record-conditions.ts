import type { RecordStatus } from "./image-record";

/**
 * When a record may be written: there is none, or it is of an earlier event, or the same event was refused before (a
 * redelivery may replace a refusal, and never a result). Parameters of DynamoDB's PutItem.
 *
 * @param sequencer of the record to be written, as an attribute value: `{ S: … }`, in a state machine `{ "S.$": … }`
 */
export function newerRecordCondition<Value>(sequencer: Value) {
  return {
    ConditionExpression:
      "attribute_not_exists(image_id) OR sequencer < :sequencer OR (sequencer = :sequencer AND #status <> :processed)",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":sequencer": sequencer, ":processed": { S: "PROCESSED" satisfies RecordStatus } },
  };
}

/**
 * When a record may state a failure: there is none, or it is of an earlier event that brought no results, or it states
 * a failure of the same event. Parameters of DynamoDB's PutItem.
 */
export function failureRecordCondition<Value>(sequencer: Value) {
  return {
    ConditionExpression:
      "attribute_not_exists(image_id) OR (sequencer < :sequencer AND #status <> :processed) OR (sequencer = :sequencer AND #status = :failed)",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: {
      ":sequencer": sequencer,
      ":processed": { S: "PROCESSED" satisfies RecordStatus },
      ":failed": { S: "FAILED" satisfies RecordStatus },
    },
  };
}
