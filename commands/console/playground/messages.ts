import type { Variant } from "../../../handlers/contract";

/** What the renderer's process is sent. */
export interface RenderOrder {
  /** `reference`: by sharp, to compare with. */
  readonly renderer: "own" | "reference";
  readonly original: Uint8Array;
  /** Of the upload's metadata, `0.3,0.7`. */
  readonly focal?: string;
  readonly variant: Variant;
  /** Environment of the function that decodes originals: its limits are the renderer's. */
  readonly env: Readonly<Record<string, string>>;
}

/** What it answers. */
export type RenderAnswer =
  | {
      readonly kind: "rendered";
      readonly bytes: Uint8Array;
      readonly contentType: string;
      /** Pixels. */
      readonly width: number;
      /** Pixels. */
      readonly height: number;
      /** Header to last byte, milliseconds. */
      readonly tookMs: number;
    }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };
