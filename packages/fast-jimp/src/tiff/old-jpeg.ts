import { corrupt } from "../image-error";
import { DHT, DQT, DRI, EOI, isFrameHeader, RST0, SOF0, SOI, SOS } from "../jpeg/markers";
import { nextSegment } from "../jpeg/segments";
import { storedBlock } from "./blocks";
import type { Directory } from "./directory";
import type { TiffLayout } from "./layout";

/** Fields of JPEG in TIFF 6.0, section 22. */
const INTERCHANGE = 513;
const INTERCHANGE_LENGTH = 514;
const RESTART_INTERVAL = 515;
const QUANTISATION = 519;
const HUFFMAN = [520, 521] as const;
const SUBSAMPLING = 530;

/** Edge of a block of pixels. */
const BLOCK = 8;

const segment = (marker: number, ...body: readonly (number | Buffer)[]): Buffer => {
  const bytes = Buffer.concat(body.map((part) => (typeof part === "number" ? Buffer.from([part]) : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);

/** Bytes of the file from an offset on. @throws IMAGE_CORRUPT where there are fewer */
function take(bytes: Buffer, offset: number, length: number): Buffer {
  if (offset + length > bytes.length) throw corrupt("TIFF", "a table of its JPEG lies outside the file");
  return bytes.subarray(offset, offset + length);
}

/** Luma samples for each chroma sample, across and down. */
function samplingOf(directory: Directory, samples: number): readonly [number, number] {
  const [across = 2, down = 2] = samples === 1 ? [1, 1] : directory.numbers(SUBSAMPLING);
  if (![1, 2, 4].includes(across) || ![1, 2, 4].includes(down))
    throw corrupt("TIFF", `it states a subsampling of ${across}x${down}`);
  return [across, down];
}

/** Everything before the scan, of the tables that the directory refers to. */
function headOfTables(bytes: Buffer, directory: Directory, { width, height, samples }: TiffLayout): Buffer {
  const each = Array.from({ length: samples }, (_, index) => index);
  const offsetOf = (tag: number, index: number): number => {
    const offset = directory.numbers(tag)[index];
    if (offset === undefined) throw corrupt("TIFF", "a table of its JPEG is missing");
    return offset;
  };
  const huffman = (tag: number, index: number): Buffer => {
    const offset = offsetOf(tag, index);
    const values = take(bytes, offset, 16).reduce((sum, count) => sum + count, 0);
    return take(bytes, offset, 16 + values);
  };
  const [across, down] = samplingOf(directory, samples);
  const factors = (index: number): number => (index === 0 ? across * 16 + down : 0x11);
  return Buffer.concat([
    Buffer.from([0xff, SOI]),
    ...each.map((index) => segment(DQT, index, take(bytes, offsetOf(QUANTISATION, index), 64))),
    segment(SOF0, 8, u16(height), u16(width), samples, ...each.flatMap((index) => [index + 1, factors(index), index])),
    ...each.flatMap((index) => HUFFMAN.map((tag, kind) => segment(DHT, kind * 16 + index, huffman(tag, index)))),
  ]);
}

/** The strips as one scan: where there are several, each begins anew, as behind a restart marker. */
function joined(strips: readonly Buffer[]): Buffer {
  const parts = strips.flatMap((strip, index) =>
    index === 0 ? [strip] : [Buffer.from([0xff, RST0 + ((index - 1) & 7)]), strip],
  );
  return Buffer.concat([...parts, Buffer.from([0xff, EOI])]);
}

/** @param sampling of the first component @param otherwise where all is in one strip */
function restarts(
  { width, offsets, stripRows }: TiffLayout,
  [across, down]: readonly [number, number],
  otherwise: number,
): Buffer {
  const units = Math.ceil(width / (BLOCK * across)) * Math.ceil(stripRows / (BLOCK * down));
  const interval = offsets.length > 1 ? units : otherwise;
  return interval === 0 ? Buffer.alloc(0) : segment(DRI, u16(interval));
}

/**
 * The JPEG of a TIFF of compression 6 (TIFF 6.0, section 22) as a file: either it is one already, or its header is one,
 * or its tables are listed. Where strips are apart each begins with a restart, as libtiff takes them.
 *
 * @throws IMAGE_CORRUPT where a part of it lies outside the file
 */
export function oldJpegFile(bytes: Buffer, directory: Directory, layout: TiffLayout): Buffer {
  const { offsets, samples } = layout;
  const strips = (): Buffer[] => offsets.map((_, index) => storedBlock(bytes, layout, index));
  const start = directory.number(INTERCHANGE, 0);
  if (start === 0 || start + 2 > bytes.length || bytes.readUInt16BE(start) !== 0xff00 + SOI) {
    const each = Array.from({ length: samples }, (_, index) => [index + 1, index * 17]);
    const interval = restarts(layout, samplingOf(directory, samples), directory.number(RESTART_INTERVAL, 0));
    const scan = segment(SOS, samples, ...each.flat(), 0, 63, 0);
    return Buffer.concat([headOfTables(bytes, directory, layout), interval, scan, joined(strips())]);
  }
  const stated = directory.number(INTERCHANGE_LENGTH, 0);
  const end = stated === 0 ? bytes.length : Math.min(bytes.length, start + stated);
  const file = bytes.subarray(start, end);
  const [first] = offsets;
  if (first === undefined || (first >= start && first < end)) return file;
  let sampling: readonly [number, number] = [1, 1];
  for (let at = 0; ;) {
    const next = nextSegment(file, at);
    if (isFrameHeader(next.marker)) {
      const factors = file[next.start + 7] ?? 0x11;
      sampling = [factors >> 4, factors & 15];
    }
    if (next.marker === SOS) {
      const scanAt = next.start - 4;
      return Buffer.concat([
        file.subarray(0, scanAt),
        restarts(layout, sampling, 0),
        file.subarray(scanAt, next.end),
        joined(strips()),
      ]);
    }
    at = next.end;
  }
}
