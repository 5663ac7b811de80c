import { corrupt } from "../image-error";

/** Colour types (PNG specification, third edition, table 8). */
export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GREY_ALPHA = 4;
export const RGBA = 6;

export interface PngHeader {
  /** Pixels, 1..2^31-1. */
  readonly width: number;
  /** Pixels, 1..2^31-1. */
  readonly height: number;
  /** Bits per sample, or per palette index: 1, 2, 4, 8 or 16. */
  readonly bitDepth: number;
  readonly colourType: number;
  /** Adam7 (PNG specification, 8.2). */
  readonly interlaced: boolean;
}

interface ColourKind {
  readonly samples: number;
  readonly depths: readonly number[];
}

const colourKinds: Readonly<Record<number, ColourKind>> = {
  [GREY]: { samples: 1, depths: [1, 2, 4, 8, 16] },
  [RGB]: { samples: 3, depths: [8, 16] },
  [PALETTE]: { samples: 1, depths: [1, 2, 4, 8] },
  [GREY_ALPHA]: { samples: 2, depths: [8, 16] },
  [RGBA]: { samples: 4, depths: [8, 16] },
};

/** Bits of one stored pixel. */
export const bitsPerPixel = ({ colourType, bitDepth }: Pick<PngHeader, "colourType" | "bitDepth">): number =>
  (colourKinds[colourType]?.samples ?? 0) * bitDepth;

/** Bytes of one row of pixels, without its filter byte. */
export const rowBytes = (header: Pick<PngHeader, "colourType" | "bitDepth">, width: number): number =>
  Math.ceil((width * bitsPerPixel(header)) / 8);

/**
 * Parses the body of IHDR (PNG specification, 11.2.1).
 *
 * @throws IMAGE_CORRUPT for a size of zero or a combination of fields that the specification does not define
 */
export function parseHeader(body: Buffer): PngHeader {
  if (body.length !== 13) throw corrupt("PNG", `its IHDR chunk has ${body.length} bytes instead of 13`);
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
  const [bitDepth = 0, colourType = 0, compression, filter, interlace = 0] = body.subarray(8);
  if (width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff) {
    throw corrupt("PNG", `its header states a size of ${width}x${height} pixels`);
  }
  if (!colourKinds[colourType]?.depths.includes(bitDepth)) {
    throw corrupt("PNG", `colour type ${colourType} does not allow a bit depth of ${bitDepth}`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw corrupt("PNG", "its compression, filter or interlace method is unknown");
  return { width, height, bitDepth, colourType, interlaced: interlace === 1 };
}
