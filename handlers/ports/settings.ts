import type { AddressKind } from "../contract/immutable-keys";
import type { Variant } from "../contract/variants";

/** The stack's settings, from the function's environment. */
export interface Settings {
  readonly sourceBucket: string;
  /** Every original's key begins with it. */
  readonly uploadPrefix: string;
  /** Every original's key ends with one of them; none: any. */
  readonly suffixes: readonly string[];
  readonly destinationBucket: string;
  readonly variants: readonly Variant[];
  /** Whether records say how images look. */
  readonly describes: boolean;
  /** Whether each image has a manifest: its description as a JSON object beside its results. */
  readonly manifests: boolean;
  /** How addresses of results last. */
  readonly address: AddressKind;
  /** Origin whose pages may call the upload API; absent: none. */
  readonly corsOrigin?: string;
  /** Base URL of the results, without a slash at its end; absent: they are not delivered. */
  readonly deliveryUrl?: string;
  /** Seconds after an upload within which its outcome is recorded, if it ever is; absent: no limit. */
  readonly processingLimitSec?: number;
  /** Whether results and records follow an original that is removed. */
  readonly followsRemovals: boolean;
  /** Whether originals that are cut short or broken are drawn as far as they go. */
  readonly keepsDamaged: boolean;
  /** Largest original, bytes. */
  readonly maxInputBytes: number;
  /** Largest original, width x height in pixels. */
  readonly maxInputPx: number;
  /** Memory that an image and its file may take, MiB; absent: no limit. */
  readonly maxMemoryMb?: number;
}
