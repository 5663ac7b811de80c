import { createRequire } from "node:module";
import { instantiate, type CodecFactory } from "../../src/codecs/emscripten";
import type { Pixels } from "./images";
import { box, heifFile, heifProperties, type HeifItem } from "./images/heif";

interface Encoder {
  encode(
    samples: Uint8Array,
    width: number,
    height: number,
    options: Readonly<Record<string, number | boolean>>,
  ): Uint8Array | null;
}

interface Decoder {
  decode(
    file: Uint8Array,
    bitDepth: 8,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

const packages = createRequire(__filename);

async function encodeWith(
  name: string,
  samples: Uint8Array,
  { width, height }: Pixels,
  options: Readonly<Record<string, number | boolean>>,
): Promise<Buffer> {
  const { default: factory } = packages(`${name}.js`) as { readonly default: CodecFactory<Encoder> };
  const encoder = await instantiate(factory, () => packages.resolve(`${name}.wasm`), name);
  const file = encoder.encode(samples, width, height, options);
  if (!file) throw new Error(`${name} encodes nothing`);
  return Buffer.from(file);
}

export interface AvifOptions {
  /** 0..100. Default 90. */
  readonly quality?: number;
  /** Bits of a sample. Default 8. */
  readonly depth?: 8 | 10 | 12;
  /** Chroma: 3 is 4:4:4, 2 is 4:2:2, 1 is 4:2:0, 0 is none. Default 3. */
  readonly subsample?: 0 | 1 | 2 | 3;
  /** Every value as it is, as planes of green, blue and red. Default false. */
  readonly lossless?: boolean;
  /** Noise that is taken away and described, 0..50, for decoders to add. Default 0. */
  readonly grain?: number;
}

/** Encodes an AVIF with libavif, whose encoder is in the package of the decoder. */
export function encodeAvif(
  pixels: Pixels,
  { quality = 90, depth = 8, subsample = 3, lossless = false, grain = 0 }: AvifOptions = {},
): Promise<Buffer> {
  // Samples of more bits as 16-bit integers.
  const wide = (): Uint8Array => {
    const samples = Uint16Array.from(pixels.data, (value) => Math.round((value * (2 ** depth - 1)) / 255));
    return new Uint8Array(samples.buffer);
  };
  return encodeWith("@jsquash/avif/codec/enc/avif_enc", depth === 8 ? pixels.data : wide(), pixels, {
    ...{ quality, subsample, bitDepth: depth, qualityAlpha: 100, speed: 9, tune: 0, sharpness: 0, denoiseLevel: grain },
    ...{ tileColsLog2: 0, tileRowsLog2: 0, chromaDeltaQ: false, enableSharpYUV: false, lossless },
  });
}

/** Decodes an AVIF with libavif, whose decoder is in that package too. */
export async function decodeWithLibavif(file: Buffer): Promise<Pixels> {
  const name = "@jsquash/avif/codec/dec/avif_dec";
  const { default: factory } = packages(`${name}.js`) as { readonly default: CodecFactory<Decoder> };
  const decoder = await instantiate(factory, () => packages.resolve(`${name}.wasm`), name);
  const decoded = decoder.decode(file, 8);
  if (!decoded) throw new Error("libavif decodes nothing");
  const { data, width, height } = decoded;
  return { data: Buffer.from(data), width, height };
}

/** Encodes a JPEG XL with libjxl. Lossless unless a quality is given. */
export function encodeJxl(pixels: Pixels, { quality }: { readonly quality?: number } = {}): Promise<Buffer> {
  return encodeWith("@jsquash/jxl/codec/enc/jxl_enc", pixels.data, pixels, {
    ...{ effort: 3, quality: quality ?? 100, lossless: quality === undefined, progressive: false, epf: -1 },
    ...{ lossyPalette: false, decodingSpeedTier: 0, photonNoiseIso: 0, lossyModular: false },
  });
}

/** The image item of an encoded, opaque AVIF, for other files to hold. */
export async function av1Item(
  pixels: Pixels,
  properties: readonly Buffer[] = [],
  options: AvifOptions = {},
): Promise<HeifItem> {
  const file = await encodeAvif(pixels, options);
  const boxOf = (type: string): Buffer => {
    const at = file.indexOf(type, 0, "latin1") - 4;
    return file.subarray(at, at + file.readUInt32BE(at));
  };
  const { ispe, pixi, nclx } = heifProperties;
  const hasColour = properties.some((property) => property.includes("colr"));
  const own = [boxOf("av1C"), ispe(pixels.width, pixels.height), pixi(8, 8, 8), ...(hasColour ? [] : [nclx(1, 13, 6)])];
  return { type: "av01", data: boxOf("mdat").subarray(8), properties: [...own, ...properties] };
}

/** An AVIF of one image with further properties. */
export const avifWith = async (
  pixels: Pixels,
  properties: readonly Buffer[],
  more: readonly string[] = [],
): Promise<Buffer> => heifFile("avif", [await av1Item(pixels, properties)], more);

/** A JPEG XL in a container (ISO/IEC 18181-2), its codestream in one box or in two. */
export function jxlContainer(codestream: Buffer, parts: 1 | 2 = 1): Buffer {
  const half = Math.floor(codestream.length / 2);
  const boxes =
    parts === 1
      ? [box("jxlc", codestream)]
      : [
          box("jxlp", Buffer.from([0, 0, 0, 0]), codestream.subarray(0, half)),
          box("jxlp", Buffer.from([0x80, 0, 0, 1]), codestream.subarray(half)),
        ];
  const signature = box("JXL ", Buffer.from([0x0d, 0x0a, 0x87, 0x0a]));
  return Buffer.concat([signature, box("ftyp", Buffer.from("jxl \0\0\0\0jxl ")), ...boxes]);
}
