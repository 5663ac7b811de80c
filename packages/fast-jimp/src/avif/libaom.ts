import { loadOwnCodec, type CodecExports, type OwnCodec } from "../codecs/own-codec";
import { wasmOf } from "../codecs/packages";
import { corrupt } from "../image-error";
import type { CodedImage } from "./coded-images";
import type { ColourCoding } from "./colour";

/** libaom/decode.c and libaom/convert.c. */
interface DecoderExports extends CodecExports {
  readonly decode: (
    ...args: [data: number, bytes: number, width: number, height: number, operatingPoint: number, layer: number]
  ) => number;
  readonly decodedWidth: () => number;
  readonly decodedHeight: () => number;
  readonly keep: (which: number) => void;
  readonly place: (which: number, left: number, top: number, width: number, height: number) => number;
  readonly bits: (which: number) => number;
  readonly isGrey: (which: number) => number;
  readonly shiftX: (which: number) => number;
  readonly shiftY: (which: number) => number;
  readonly matrix: (which: number) => number;
  readonly primaries: (which: number) => number;
  readonly isFullRange: (which: number) => number;
  readonly convert: (to: number, cellX: number, cellY: number, factors: number, alpha: number) => number;
}

/** An instance of libaom's decoder. */
export type Libaom = OwnCodec<DecoderExports>;

/** Images of libaom/image.h. */
export const COLOUR = 0;
export const ALPHA = 1;

/** Loads libaom: its file is read and compiled once. @returns makes a new instance */
export const loadLibaom = (): Promise<() => Libaom> =>
  loadOwnCodec<DecoderExports>(() => wasmOf("avif"), { title: "AVIF", name: "libaom" });

/**
 * Decodes an image into libaom's memory.
 *
 * @param isCopied its planes are copied, and what decoding them took is free for another image; as of a grid's tiles
 * @throws IMAGE_CORRUPT; WebAssembly.RuntimeError where libaom gives up: the instance must not be used again
 */
export function decodePlanes(libaom: Libaom, which: number, { tiles, ...image }: CodedImage, isCopied: boolean): void {
  const { loops } = libaom;
  for (const { data, left, top, operatingPoint, layer, size, most } of tiles) {
    const address = libaom.place(data);
    if (loops.decode(address, data.length, most.width, most.height, operatingPoint, layer) === 0)
      throw corrupt("AVIF", "its pixels cannot be decoded");
    loops.release(address);
    const [columns, rows] = [loops.decodedWidth(), loops.decodedHeight()];
    if (columns !== size.width || rows !== size.height)
      throw corrupt("AVIF", `it states ${size.width}x${size.height} pixels and has ${columns}x${rows}`);
    if (!isCopied && !image.isGrid) loops.keep(which);
    else if (loops.place(which, left, top, image.width, image.height) === 0)
      throw corrupt("AVIF", "the tiles of its grid are of different kinds");
  }
}

/** What the data of an image say of its colours. */
export const codingOf = ({ loops }: Libaom, which: number): ColourCoding => ({
  bits: loops.bits(which),
  isGrey: loops.isGrey(which) === 1,
  primaries: loops.primaries(which),
  matrix: loops.matrix(which),
  isFullRange: loops.isFullRange(which) === 1,
});
