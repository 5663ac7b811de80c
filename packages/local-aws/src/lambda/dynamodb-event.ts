import { eventId, type StreamRecord, type StreamViewType } from "../dynamodb/streams";

/** What a batch of records comes from. */
interface StreamSource {
  readonly streamArn: string;
  readonly viewType: StreamViewType;
  readonly region: string;
}

/** The event that a function gets for a batch ("Using Lambda with Amazon DynamoDB" in the developer guide). */
export function dynamoDbEvent(records: readonly StreamRecord[], { streamArn, viewType, region }: StreamSource): object {
  return {
    Records: records.map((record) => ({
      eventID: eventId(streamArn, record),
      eventName: record.eventName,
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: region,
      dynamodb: {
        ApproximateCreationDateTime: record.createdAt,
        Keys: record.keys,
        ...(record.newImage && { NewImage: record.newImage }),
        ...(record.oldImage && { OldImage: record.oldImage }),
        SequenceNumber: record.sequenceNumber,
        SizeBytes: record.sizeBytes,
        StreamViewType: viewType,
      },
      eventSourceARN: streamArn,
    })),
  };
}

/**
 * The first record of a batch that is not done: of those that a function's response reports, the one with the lowest
 * sequence number. All of them are not done where the response is not one, or names a record that is none of the
 * batch's. @returns undefined if all are done
 */
export function firstFailed(payload: string, records: readonly StreamRecord[]): number | undefined {
  let response: unknown;
  try {
    response = JSON.parse(payload);
  } catch {
    return 0;
  }
  const failures = (response as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  const failed = failures.map((failure) => {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    return records.findIndex(({ sequenceNumber }) => sequenceNumber === id);
  });
  if (failed.length === 0) return undefined;
  return Math.max(0, Math.min(...failed));
}
