import type { FocalPoint } from "../contract/focal-point";
import type { ImageAppearance } from "../contract/image-appearance";
import type { RecordStatus, VariantRecord } from "../contract/image-record";
import type { Variant } from "../contract/variants";
import type { Warning } from "../contract/warnings";
import type { inspectionOutcomes, recordingOutcomes } from "../contract/workflow";
import type { ImageHeader } from "../ports/image";
import type { Refusal } from "../refusal";
import type { Upload } from "../upload";

type Outcomes = typeof inspectionOutcomes;

/** An original that can be rendered. */
interface Inspected {
  readonly outcome: Outcomes["render"];
  readonly upload: Upload;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bytesIn: number;
  readonly header: ImageHeader;
  readonly focal?: FocalPoint;
  readonly warnings?: readonly Warning[];
  readonly groups: readonly VariantGroup[];
}

/** Variants that are made of one decode: the members of a set, or one that is no member. */
export interface VariantGroup {
  /** Of the set, or of the variant. */
  readonly name: string;
  readonly variants: readonly Variant[];
  /** Whether it also says how the image looks, where the stack describes images: one of them does. */
  readonly describes?: true;
}

/** An original that is refused. */
export interface Refused extends Refusal {
  readonly outcome: Outcomes["refused"];
  readonly upload: Upload;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bytesIn?: number;
  readonly header?: ImageHeader;
  readonly focal?: FocalPoint;
  readonly warnings?: readonly Warning[];
}

export type Inspection = Inspected | Refused | { readonly outcome: Outcomes["ignored"] };

/** One group to render. */
export interface RenderOrder {
  readonly upload: Upload;
  readonly header: ImageHeader;
  readonly group: VariantGroup;
}

/** What was made of a group: a result of each variant that applies to the original. */
export interface RenderedGroup {
  readonly results: readonly VariantRecord[];
  readonly appearance?: ImageAppearance;
}

/** What was made of all groups, or the refusal of one. */
export interface Processed extends Omit<Inspected, "outcome"> {
  readonly rendered?: readonly RenderedGroup[];
  /** The refusal as Step Functions catches it: the error's name is the reason. */
  readonly error?: { readonly Error: string; readonly Cause?: string };
}

/** What was recorded, and what is published of a refusal. */
export interface Recording {
  readonly status: RecordStatus;
  readonly outcome: (typeof recordingOutcomes)[keyof typeof recordingOutcomes];
  readonly subject: string;
  readonly message: string;
}
