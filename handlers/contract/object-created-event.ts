import type { Backfill } from "./backfill";

/** Events of S3 as EventBridge receives them. */
export const eventBridgeSource = { source: "aws.s3", detailType: "Object Created" } as const;

/** The parts that are used of an "Object Created" event as S3 sends it to EventBridge. Its key is not encoded. */
export interface ObjectCreatedEvent {
  /** ISO 8601. */
  readonly time: string;
  readonly detail: {
    /** The operation that created it. */
    readonly reason?: string;
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly "version-id"?: string;
      readonly sequencer?: string;
    };
    readonly backfill?: Backfill;
  };
}
