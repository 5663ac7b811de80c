import { corrupt, unsupported } from "../image-error";
import type { Channels } from "../png/expand";
import type { Directory } from "./directory";
import { FAX_RLE, FAX_T4, FAX_T6 } from "./fax/compressions";
import { FLOATING_POINT } from "./predictor";

/** Photometric interpretations (TIFF 6.0, section 8). */
export const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
export const RGB = 2;
export const PALETTE = 3;
export const CMYK = 5;
export const YCBCR = 6;

/** LZW (TIFF 6.0, section 13). */
export const LZW = 5;
/** Compressions of bytes, whatever they mean: none, LZW, deflate twice, PackBits. */
const PLAIN_COMPRESSIONS: readonly number[] = [1, LZW, 8, 32946, 32773];

/** JPEG inside, as Adobe's Technical Note 2 has it. */
export const JPEG = 7;

/** JPEG inside, as TIFF 6.0 itself has it (section 22). */
export const OLD_JPEG = 6;

/** SampleFormat (TIFF 6.0, section 19), by its number. */
const sampleFormats = { 1: "unsigned", 2: "signed", 3: "float" } as const;
type SampleFormat = (typeof sampleFormats)[keyof typeof sampleFormats];

/** Storage of a TIFF's pixels. */
export interface TiffLayout {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly photometric: number;
  readonly compression: number;
  /** 2: each sample is the difference from the one to its left (TIFF 6.0, section 14); 3: of floating-point ones. */
  readonly predictor: number;
  /** Bits of a byte are stored the other way round (FillOrder 2). */
  readonly reversedBits: boolean;
  /** 1, 2, 4, 8 or 16, the same for every sample; 32 of grey ones. */
  readonly bitsPerSample: number;
  readonly sampleFormat: SampleFormat;
  /** Rows of fax data may refer to the row above (T4Options, bit 0). */
  readonly twoDimensional: boolean;
  readonly samples: number;
  /** Each sample of all pixels is stored on its own (planar configuration 2). */
  readonly planar: boolean;
  /** Luma samples for each chroma sample, across and down (TIFF 6.0, section 21); 1 and 1 in other interpretations. */
  readonly subsampling: readonly [across: number, down: number];
  /** 0: no alpha, 1: premultiplied, 2: not premultiplied (TIFF 6.0, section 18, ExtraSamples). */
  readonly alpha: number;
  /** Pixels. A strip is as wide as the image; a tile may extend beyond the right and lower edges. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly tiled: boolean;
  /** Rows of a strip. Of {@link OLD_JPEG} all strips are one block. */
  readonly stripRows: number;
  /** Of planar samples: of all blocks of the first sample, then of the second one. */
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

/** DNGVersion (DNG 1.7): the first directory is a thumbnail, the image in one of its SubIFDs. */
const DNG_VERSION = 50706;

const refuse = (what: string): never => {
  throw unsupported(`TIFF with ${what}`, "tiff");
};

const faxCompressions: readonly number[] = [FAX_RLE, FAX_T4, FAX_T6];
const compressions: readonly number[] = [1, ...faxCompressions, 5, OLD_JPEG, JPEG, 8, 32773, 32946];
const compressionNames: Readonly<Record<number, string>> = {
  32771: "CCITT RLE compression of whole words",
};

const colourSamples: Readonly<Record<number, number>> = {
  [WHITE_IS_ZERO]: 1,
  [BLACK_IS_ZERO]: 1,
  [RGB]: 3,
  [PALETTE]: 1,
  [CMYK]: 4,
  [YCBCR]: 3,
};

/** Refuses fields that are not at their defaults and mean something that is not done. */
function checkFields(directory: Directory, photometric: number, compression: number): void {
  const number = (tag: number, otherwise: number): number => directory.number(tag, otherwise);
  if (number(317, 1) > FLOATING_POINT) refuse(`predictor ${number(317, 1)}`);
  if (directory.numbers(DNG_VERSION).length > 0) refuse("a camera's raw data (DNG)");
  if (![1, 2].includes(number(284, 1))) refuse(`planar configuration ${number(284, 1)}`);
  const levels = directory.fractions(532);
  if (photometric === RGB && levels.some((value, at) => value !== (at % 2 === 0 ? 0 : 255)))
    refuse("black and white of RGB at other levels (ReferenceBlackWhite)");
  if (![1, 2].includes(number(266, 1))) refuse(`fill order ${number(266, 1)}`);
  if (photometric === CMYK && number(332, 1) !== 1) refuse("other inks than CMYK (InkSet)");
  const dots = directory.numbers(336);
  if (photometric === CMYK && dots.some((value, at) => value !== (at % 2 === 0 ? 0 : 255))) refuse("a dot range");
  if (compression === JPEG && ![BLACK_IS_ZERO, RGB, CMYK, YCBCR].includes(photometric))
    refuse(`JPEG compression and photometric interpretation ${photometric}`);
  if (compression !== OLD_JPEG) return;
  if (![BLACK_IS_ZERO, RGB, YCBCR].includes(photometric))
    refuse(`JPEG compression of the old kind and photometric interpretation ${photometric}`);
  if (number(512, 1) !== 1) refuse(`JPEG compression of the old kind by process ${number(512, 1)}`);
  if (directory.numbers(322).length > 0) refuse("JPEG compression of the old kind in tiles");
}

/** Bits of samples that are shown as levels. */
const levelBits = { unsigned: [32], signed: [8, 16, 32], float: [32] } as const;
const formatNames = { unsigned: "", signed: "signed ", float: "floating-point " } as const;

/**
 * Signed and floating-point samples, and those of 32 bits, are taken of grey images alone: Pillow and libvips show
 * them as levels, cut to 0..255; of colours they differ.
 */
function readSampleFormat(directory: Directory, photometric: number, samples: number, bits: number): SampleFormat {
  const [first = 1, ...others] = directory.numbers(339);
  const format: SampleFormat | undefined = sampleFormats[first as keyof typeof sampleFormats];
  if (format === undefined || others.some((other) => other !== first))
    return refuse("samples of an unknown or mixed SampleFormat");
  const predictor = directory.number(317, 1);
  if (predictor === FLOATING_POINT && format !== "float") return refuse(`predictor ${predictor} of integers`);
  if (format === "unsigned" && bits <= 16) return format;
  const depths: readonly number[] = levelBits[format];
  if (photometric !== BLACK_IS_ZERO || samples !== 1 || !depths.includes(bits))
    return refuse(`${formatNames[format]}samples of ${bits} bits that are not grey of ${depths.join(", ")} bits`);
  return format;
}

/** T4Options and T6Options (TIFF 6.0, section 11): whether rows may be two-dimensional, which of T.6 all are. */
function readFaxOptions(
  directory: Directory,
  compression: number,
  photometric: number,
  samples: number,
  depth: number,
): boolean {
  if (!faxCompressions.includes(compression)) return false;
  if (samples !== 1 || depth !== 1 || photometric > BLACK_IS_ZERO)
    refuse(`fax compression of ${samples} samples of ${depth} bits`);
  const options = compression === FAX_RLE ? 0 : directory.number(compression === FAX_T4 ? 292 : 293, 0);
  // Uncompressed mode (bit 1) may be announced and not used; bit 2 is about fill bits, which are always skipped.
  if (options > (compression === FAX_T4 ? 7 : 3)) refuse(`fax options ${options}`);
  return compression === FAX_T4 && (options & 1) === 1;
}

function checkSamples(photometric: number, samples: number, bits: readonly number[]): void {
  const colours = colourSamples[photometric] ?? refuse(`photometric interpretation ${photometric}`);
  const depth = bits[0] ?? 1;
  if (samples < colours || samples > colours + 4 || bits.some((other) => other !== depth)) {
    throw corrupt("TIFF", `it states ${samples} samples of ${bits.join(", ")} bits per pixel`);
  }
  if (![1, 2, 4, 8, 16, 32].includes(depth) || (depth < 8 && samples > 1))
    refuse(`${samples} samples of ${depth} bits`);
  if (photometric === YCBCR && (depth !== 8 || samples !== 3)) refuse(`${samples} YCbCr samples of ${depth} bits`);
  if (photometric === PALETTE && depth > 8) refuse(`palette indices of ${depth} bits`);
}

/** Unassociated alpha (TIFF 6.0, section 18). */
const UNASSOCIATED = 2;

/** ExtraSamples. Where they are missing, a fourth sample of RGB is alpha, as Pillow and libvips take it. */
function alphaOf(directory: Directory, photometric: number, samples: number): number {
  const colours = colourSamples[photometric] ?? 0;
  if (samples <= colours) return 0;
  return directory.number(338, photometric === RGB && samples === colours + 1 ? UNASSOCIATED : 0);
}

const isJpeg = (compression: number): boolean => compression === JPEG || compression === OLD_JPEG;

/** Tag 530; JPEG has its own. */
function subsamplingOf(directory: Directory, photometric: number, compression: number, planar: boolean) {
  if (photometric !== YCBCR || isJpeg(compression)) return [1, 1] as const;
  const [across = 2, down = 2] = directory.numbers(530);
  if (![1, 2, 4].includes(across) || ![1, 2, 4].includes(down))
    throw corrupt("TIFF", `it states a subsampling of ${across}x${down}`);
  if ((across > 1 || down > 1) && (planar || directory.number(317, 1) !== 1))
    refuse("subsampled chroma in planes, or with a predictor");
  return [across, down] as const;
}

/** As libtiff and Pillow take fax data that does not say, and libtiff JPEG. */
function defaultPhotometric(compression: number): number {
  if (faxCompressions.includes(compression)) return WHITE_IS_ZERO;
  return compression === OLD_JPEG ? YCBCR : BLACK_IS_ZERO;
}

/**
 * Lengths of strips or tiles. One that is missing, or 0, goes on to where the next one begins, or the file ends:
 * whoever reads it takes no more than its pixels need.
 */
function blockLengths(stated: readonly number[], offsets: readonly number[], fileBytes: number): number[] {
  const starts = Float64Array.from(new Set(offsets)).sort();
  const next = new Map(Array.from(starts, (start, at) => [start, starts[at + 1] ?? Math.max(start, fileBytes)]));
  return offsets.map((offset, at) => stated[at] || (next.get(offset) ?? fileBytes) - offset);
}

/**
 * Reads and checks every field about the storage of pixels, before memory is taken for them.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function readLayout(directory: Directory): TiffLayout {
  const number = (tag: number, otherwise: number): number => directory.number(tag, otherwise);
  const [width, height] = [number(256, 0), number(257, 0)];
  const compression = number(259, 1);
  if (!compressions.includes(compression)) refuse(compressionNames[compression] ?? `compression ${compression}`);
  const photometric = number(262, defaultPhotometric(compression));
  const isOld = compression === OLD_JPEG;
  const samples = number(277, isOld ? (colourSamples[photometric] ?? 1) : 1);
  const stated = directory.numbers(258);
  const bits = isOld && stated.length === 0 ? Array.from({ length: samples }, () => 8) : stated;
  checkSamples(photometric, samples, bits);
  checkFields(directory, photometric, compression);
  const planar = samples > 1 && number(284, 1) === 2;
  if (planar && isJpeg(compression)) refuse("JPEG compression in planes");
  const tiled = directory.numbers(322).length > 0;
  const blockWidth = tiled ? number(322, 0) : width;
  const stripRows = Math.min(height, number(278, height));
  const blockHeight = tiled ? number(323, 0) : isOld ? height : stripRows;
  const offsets = directory.numbers(tiled ? 324 : 273);
  if (blockWidth === 0 || blockHeight === 0) throw corrupt("TIFF", "its strips or tiles have no size");
  // A tile is a multiple of 16 (TIFF 6.0, section 15). Far larger ones are found only in files made to exhaust memory.
  if (tiled && (blockWidth > width + 4096 || blockHeight > height + 4096))
    throw corrupt("TIFF", `its tiles of ${blockWidth}x${blockHeight} pixels are larger than the image`);
  const rows = isOld ? stripRows : blockHeight;
  const blocks = Math.ceil(width / blockWidth) * Math.ceil(height / rows) * (planar ? samples : 1);
  // A JPEG that is whole needs no strips.
  if (offsets.length < blocks && !isOld) throw corrupt("TIFF", "the offset of a strip or tile is missing");
  const lengths = blockLengths(directory.numbers(tiled ? 325 : 279), offsets, directory.bytes.length);
  return {
    ...{
      width,
      height,
      photometric,
      compression,
      samples,
      tiled,
      blockWidth,
      blockHeight,
      stripRows,
      offsets,
      lengths,
      planar,
    },
    predictor: number(317, 1),
    reversedBits: number(266, 1) === 2,
    subsampling: subsamplingOf(directory, photometric, compression, planar),
    bitsPerSample: bits[0] ?? 1,
    sampleFormat: readSampleFormat(directory, photometric, samples, bits[0] ?? 1),
    twoDimensional: readFaxOptions(directory, compression, photometric, samples, bits[0] ?? 1),
    alpha: alphaOf(directory, photometric, samples),
  };
}

/** Bytes of a row of a strip or tile, its samples side by side. */
export const rowBytesOf = ({ blockWidth, samples, bitsPerSample }: TiffLayout): number =>
  Math.ceil((blockWidth * samples * bitsPerSample) / 8);

/** Channels of samples that need no conversion: 8 bits of grey, RGB or RGBA, side by side; undefined of others. */
export function plainChannels(layout: TiffLayout): Channels | undefined {
  const { photometric, samples, alpha, bitsPerSample, sampleFormat, planar, compression } = layout;
  if (bitsPerSample !== 8 || sampleFormat !== "unsigned" || planar || !PLAIN_COMPRESSIONS.includes(compression))
    return undefined;
  if (photometric === BLACK_IS_ZERO && samples === 1) return 1;
  if (photometric !== RGB) return undefined;
  return samples === 3 ? 3 : samples === 4 && alpha === 2 ? 4 : undefined;
}
