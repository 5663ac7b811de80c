import type { Damage } from "../damage";
import type { DecodedBitmap } from "../pixels";
import type { ReductionTarget } from "../png/plan-reduction";
import type { ReducedPixels } from "../png/reduce";
import type { InputFormat } from "../types";
import type { WebpDecoder } from "../webp/decode";
import type { NeededPixels } from "../webp/reduced-size";

interface BitmapOptions {
  readonly damage?: Damage | undefined;
  /** What is needed of the image; a decoder that can reduces it to no more. Default: all its pixels. */
  readonly needed?: NeededPixels;
}

/** What decodes a format, loaded before it is used synchronously. Nothing of it is of JPEG, which is always there. */
export interface LoadedCodecs {
  /** Decodes the image; of any format but PNG. */
  readonly bitmap?: (bytes: Buffer, options: BitmapOptions) => DecodedBitmap;
  /** Decodes a PNG. */
  readonly png?: Pick<typeof import("../png/decode"), "decodePng" | "decodePngSync">;
  /** Decodes a WebP in planes, where its kind allows that. */
  readonly planes?: WebpDecoder["planes"];
  /** Decodes the image averaged, no larger than needed, where its kind allows that. */
  readonly reduced?: (
    bytes: Buffer,
    target: ReductionTarget,
  ) => (ReducedPixels & Pick<DecodedBitmap, "icc">) | undefined;
}

/** By format. Modules are imported with the first image of their format, so that a start is without the others. */
const loaders: Readonly<Record<InputFormat, () => Promise<LoadedCodecs>>> = {
  jpeg: () => Promise.resolve({}),
  png: async () => ({ png: await import("../png/decode.js") }),
  async gif() {
    const { decodeGif, decodeGifReduced } = await import("../gif/decode.js");
    return { bitmap: (bytes, { damage }) => decodeGif(bytes, damage), reduced: decodeGifReduced };
  },
  bmp: async () => ({ bitmap: (await import("../bmp/decode.js")).decodeBmp }),
  async tiff() {
    const { decodeTiff, decodeTiffReduced } = await import("../tiff/decode.js");
    return { bitmap: decodeTiff, reduced: decodeTiffReduced };
  },
  webp: async () => (await import("../webp/decode.js")).loadWebpDecoder(),
  avif: async () => (await import("../avif/decode.js")).loadAvifDecoder(),
  heic: async () => ({ bitmap: await (await import("../heic/decode.js")).loadHeicDecoder() }),
  jxl: async () => ({ bitmap: await (await import("../jxl/decode.js")).loadJxlDecoder() }),
};

/** Loads what an image of a format needs, for this image alone. @throws ImageError FORMAT_UNSUPPORTED */
export const loadCodecs = (format: InputFormat): Promise<LoadedCodecs> => loaders[format]();

/** What was loaded with an image of its format. */
export function loaded<Codec>(codec: Codec | undefined): Codec {
  if (codec === undefined) throw new Error("expected a decoder that was loaded with the image");
  return codec;
}
