import { loadEncoder } from "../codecs/packages";
import { hasSharpChroma } from "../jpeg/chroma";
import { type Pixels, toBitmap } from "../pixels";
import { embedProfile } from "./embed-profile";

export interface AvifEncodeOptions {
  /** libavif's quality, 1..100. Default 65, which looks like a JPEG of 75. */
  readonly quality?: number;
  /** Chroma samples: one for 2x2 pixels, one for each, or by how sharply colours change. Default `auto`. */
  readonly chroma?: "auto" | "4:2:0" | "4:4:4";
  /** 0..6: time spent on fewer bytes, libavif's speeds 10 to 4. Default 4. */
  readonly effort?: number;
  /** ICC profile to embed. Default none. */
  readonly icc?: Uint8Array;
}

interface Encoder {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    settings: Readonly<Record<string, number | boolean>>,
  ): Uint8Array | null;
}

/** The most pixels a side that libavif decodes unless it is told otherwise. */
const MAX_SIDE_PX = 16384;
/** libavif's speed of effort 0. */
const FASTEST = 10;
/** The package's numbers of chroma samples. */
const SUBSAMPLING = { grey: 0, "4:2:0": 1, "4:4:4": 3 } as const;

/** The package has no defaults of its own at this level and requires every field; these are libavif's. */
const DEFAULTS = {
  ...{ qualityAlpha: -1, denoiseLevel: 0, tileColsLog2: 0, tileRowsLog2: 0, chromaDeltaQ: false },
  ...{ sharpness: 0, tune: 0, enableSharpYUV: false, bitDepth: 8, lossless: false },
};

/**
 * Encodes an AVIF of 8 bits, one channel as grey, with libavif compiled to WebAssembly. Of the metadata only the
 * profile is written.
 *
 * @throws RangeError for sides over 16384 pixels; Error where its package is not installed
 */
export async function encodeAvif(
  pixels: Pixels,
  { quality = 65, chroma = "auto", effort = 4, icc }: AvifEncodeOptions = {},
): Promise<Buffer> {
  const { width, height } = pixels;
  if (Math.max(width, height) > MAX_SIDE_PX)
    throw new RangeError(`Expected at most ${MAX_SIDE_PX} pixels a side for an AVIF but received ${width}x${height}`);
  const encoder = await loadEncoder<Encoder>("avif");
  const sampling = chroma === "auto" ? (hasSharpChroma(pixels) ? "4:4:4" : "4:2:0") : chroma;
  const subsample = SUBSAMPLING[pixels.channels === 1 ? "grey" : sampling];
  const encoded = encoder.encode(toBitmap(pixels).data, width, height, {
    ...DEFAULTS,
    ...{ quality, subsample, speed: FASTEST - effort },
  });
  if (!encoded) throw new Error(`libavif has encoded nothing of ${width}x${height} pixels`);
  // Copied: it is a view of the codec's memory.
  const file = Buffer.from(encoded);
  return icc ? embedProfile(file, icc) : file;
}
