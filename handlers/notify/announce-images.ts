import {
  IMAGE_EVENT_SCHEMA,
  MAX_DETAIL_BYTES,
  SEQUENCE_DIGITS,
  type ImageEvent,
  type ImageEventStatus,
} from "../contract/image-event";
import type { ImageRecord } from "../contract/image-record";
import type { Connections } from "../ports";
import type { BatchResponse } from "../queue-event";
import type { InvocationContext } from "../s3-event-records";

/** An item as DynamoDB's API has it. */
type StoredItem = Readonly<Record<string, object>>;

/** The parts that are used of a record in the event that Lambda makes of a table's stream. */
interface StreamRecord {
  readonly eventID: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly OldImage?: StoredItem;
    readonly NewImage?: StoredItem;
  };
}

/** The event that Lambda makes of a batch of a table's stream. */
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

type AnnounceImagesDeps = Pick<Connections, "imageEvents" | "recordOfItem" | "telemetry">;

/**
 * The function behind the table's stream: what has become of an image is published once its record says so, whoever has
 * written the record, and whatever has become of that function since. Records that could not be published come back,
 * with all after them: so the events of an image keep their order, and one may be published twice.
 */
export function makeAnnounceImages(
  deps: AnnounceImagesDeps,
): (event: StreamEvent, context: InvocationContext) => Promise<BatchResponse> {
  return async ({ Records }, { awsRequestId }) => {
    deps.telemetry.begin(awsRequestId);
    const announced = Records.flatMap((record) => {
      const event = imageEventOf(record, deps.recordOfItem);
      return event ? [{ event, record }] : [];
    });
    const published = await deps.imageEvents.publish(announced.map(({ event }) => event));
    const failed = announced[published]?.record.dynamodb.SequenceNumber;
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  };
}

/** What a change of a record has to tell; undefined: the image has ended as it had before. */
function imageEventOf(
  { eventID, dynamodb: { SequenceNumber, OldImage, NewImage } }: StreamRecord,
  recordOfItem: AnnounceImagesDeps["recordOfItem"],
): ImageEvent | undefined {
  const before = OldImage && recordOfItem(OldImage);
  const after = NewImage && recordOfItem(NewImage);
  const image = after ?? before;
  if (!image || (before && after && isSameEnd(before, after))) return undefined;
  return fitting({
    schema: IMAGE_EVENT_SCHEMA,
    id: eventID,
    sequence: SequenceNumber.padStart(SEQUENCE_DIGITS, "0"),
    // A record is not written before there is an outcome.
    status: after ? (after.status as ImageEventStatus) : "REMOVED",
    image,
  });
}

/** Whether two records tell the same outcome of the same upload: a redelivered event writes a refusal once more. */
function isSameEnd(before: ImageRecord, after: ImageRecord): boolean {
  return before.sequencer === after.sequencer && before.status === after.status && before.reason === after.reason;
}

function fitting(event: ImageEvent): ImageEvent {
  if (Buffer.byteLength(JSON.stringify(event)) <= MAX_DETAIL_BYTES) return event;
  return { ...event, image: { ...event.image, variants: undefined }, truncated: true };
}
