import type { PictureHeader, Variant, VariantRecord } from "../ports";
import type { RefusalReason } from "../refusal";
import type { Upload } from "../s3-event";

/** The parts that are used of an "Object Created" event as S3 sends it to EventBridge. Here the key is not encoded. */
export interface ObjectCreated {
  /** ISO 8601. */
  readonly time: string;
  readonly detail: {
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly "version-id"?: string;
      readonly sequencer?: string;
    };
  };
}

/** What is known once the original was looked at. */
export interface Inspected {
  readonly outcome: "render";
  readonly upload: Upload;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bytesIn: number;
  readonly header: PictureHeader;
  readonly variants: readonly Variant[];
}

/** An original that nothing is made of. */
export interface Refused {
  readonly outcome: "refused";
  readonly upload: Upload;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bytesIn?: number;
  readonly header?: PictureHeader;
  readonly reason: RefusalReason;
  readonly message: string;
}

export type Inspection = Inspected | Refused | { readonly outcome: "ignored" };

/** One variant to make. */
export interface RenderOrder {
  readonly upload: Upload;
  readonly header: PictureHeader;
  readonly variant: Variant;
}

/** What came of the variants, or what kept them from being made. */
export interface Described extends Omit<Inspected, "outcome"> {
  readonly results?: readonly VariantRecord[];
  /** The refusal of a variant, as Step Functions catches it: its name is the reason. */
  readonly error?: { readonly Error: string; readonly Cause?: string };
}

/** What is recorded, and told to people where it is a refusal. */
export interface Description {
  readonly status: "PROCESSED" | "REFUSED";
  /** The record in DynamoDB's own notation. */
  readonly item: Readonly<Record<string, unknown>>;
  readonly sequencer: string;
  readonly subject: string;
  readonly message: string;
}
