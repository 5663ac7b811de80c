import type { Telemetry } from "./ports";
import type { S3Event, S3EventRecord } from "./s3-event";

/** The part that is used of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

/**
 * Works on the records of an event one after the other. One that fails does not keep the others from their turn; what
 * failed is thrown in the end, so that Lambda tries again and keeps the event when it never succeeds.
 */
export async function everyRecord(
  telemetry: Telemetry,
  event: S3Event,
  context: InvocationContext,
  work: (record: S3EventRecord) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  telemetry.begin(context.awsRequestId);
  for (const record of event.Records ?? []) {
    try {
      await work(record);
    } catch (error) {
      failures.push(error);
    }
  }
  telemetry.flush();
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} records failed`);
}
