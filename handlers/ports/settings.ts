import type { AddressKind } from "../contract/immutable-keys";
import type { Routing } from "../contract/routes";

/** The stack's settings, from the function's environment. */
export type Settings = Routing & CommonSettings;

/** The settings that all routes have in common. */
interface CommonSettings {
  readonly sourceBucket: string;
  readonly destinationBucket: string;
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
