import { corrupt } from "../image-error";

/**
 * Bytes of a value of each field type (TIFF 6.0, section 2; BigTIFF): BYTE 1, ASCII 1, SHORT 2, LONG 4, RATIONAL 8,
 * UNDEFINED 1, IFD 4, LONG8 8, IFD8 8.
 */
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 13: 4, 16: 8, 18: 8 };
const RATIONAL = 5;

/** Most values of a tag. Only strip and tile offsets can have many, and the file must be long enough to hold them. */
const MAX_VALUES = 1 << 20;

/** More directories than any file of pages has. */
const MAX_DIRECTORIES = 1000;

/** InterColorProfile (TIFF/EP; ICC.1:2022, annex B.3). */
export const ICC_PROFILE = 34675;

const NEW_SUBFILE_TYPE = 254;
const SUBFILE_TYPE = 255;

/** One image file directory of a TIFF, or of a BigTIFF, whose offsets and counts have 64 bits. */
export class Directory {
  private readonly entries = new Map<number, { type: number; count: number; at: number }>();
  readonly littleEndian: boolean;
  /** Offset of the next directory; 0: this is the last one. */
  readonly next: number;
  private readonly big: boolean;

  /**
   * @param start offset of the directory; default: that of the first one
   * @throws IMAGE_CORRUPT where the directory lies outside the file
   */
  constructor(
    readonly bytes: Buffer,
    start?: number,
  ) {
    this.littleEndian = bytes[0] === 0x49;
    this.big = bytes.length >= 16 && this.u16(2) === 43;
    if (bytes.length < 8 || (this.big && this.u16(4) !== 8))
      throw corrupt("TIFF", "its header is cut short or unknown");
    const from = start ?? (this.big ? this.u64(8) : this.u32(4));
    const [countBytes, offsetBytes] = this.big ? [8, 8] : [2, 4];
    const entryBytes = 4 + 2 * offsetBytes;
    if (from + countBytes > bytes.length) throw corrupt("TIFF", "its directory lies outside the file");
    const first = from + countBytes;
    const count = this.big ? this.u64(from) : this.u16(from);
    const end = Math.min(first + count * entryBytes, bytes.length);
    for (let at = first; at + entryBytes <= end; at += entryBytes) {
      const type = this.u16(at + 2);
      const values = this.offset(at + 4);
      const inline = (typeBytes[type] ?? 16) * values <= offsetBytes;
      const valueAt = at + 4 + offsetBytes;
      this.entries.set(this.u16(at), { type, count: values, at: inline ? valueAt : this.offset(valueAt) });
    }
    this.next = end + offsetBytes <= bytes.length ? this.offset(end) : 0;
  }

  /**
   * Integers of a tag; empty where the tag is missing. A fraction (RATIONAL) that is a whole number is one.
   *
   * @throws IMAGE_CORRUPT where one is none, or they lie outside the file
   */
  numbers(tag: number): number[] {
    const numbers = this.fractions(tag);
    const other = numbers.find((number) => !Number.isInteger(number));
    if (other !== undefined) throw corrupt("TIFF", `its tag ${tag} is ${other}; expected an integer`);
    return numbers;
  }

  /** Numbers of a tag; empty where the tag is missing. @throws IMAGE_CORRUPT where they lie outside the file */
  fractions(tag: number): number[] {
    const entry = this.entries.get(tag);
    if (!entry) return [];
    const { type, count, at } = entry;
    const size = typeBytes[type];
    if (size === undefined || count > MAX_VALUES || at + count * size > this.bytes.length) {
      throw corrupt("TIFF", `tag ${tag} lies outside the file or is of an unknown type`);
    }
    const read = this.readerOf(type, size);
    return Array.from({ length: count }, (_, index) => read(at + index * size));
  }

  /** First integer of a tag. @throws IMAGE_CORRUPT */
  number(tag: number, otherwise: number): number {
    return this.numbers(tag)[0] ?? otherwise;
  }

  /** Bytes of a tag, as a view of the file. */
  data(tag: number): Buffer | undefined {
    const entry = this.entries.get(tag);
    return entry && this.bytes.subarray(entry.at, entry.at + entry.count);
  }

  private readerOf(type: number, size: number): (at: number) => number {
    if (type === RATIONAL) return (at) => this.u32(at) / this.u32(at + 4);
    return size === 2 ? this.u16 : size === 4 ? this.u32 : size === 8 ? this.u64 : (at) => this.bytes.readUInt8(at);
  }

  private readonly u16 = (at: number): number =>
    this.littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);

  private readonly u32 = (at: number): number =>
    this.littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);

  /** One that no double holds lies outside every file. */
  private readonly u64 = (at: number): number =>
    Number(this.littleEndian ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));

  private offset(at: number): number {
    return this.big ? this.u64(at) : this.u32(at);
  }
}

/** Whether a directory is of a smaller version of another one's image (TIFF 6.0, section 8). */
const isReduced = (directory: Directory): boolean =>
  (directory.number(NEW_SUBFILE_TYPE, 0) & 1) === 1 || directory.number(SUBFILE_TYPE, 1) === 2;

/**
 * The directory of the image: the first that is not a thumbnail; the first one, where all of them are.
 *
 * @throws IMAGE_CORRUPT
 */
export function imageDirectory(bytes: Buffer): Directory {
  const first = new Directory(bytes);
  const visited = new Set<number>();
  for (let directory = first; ;) {
    if (!isReduced(directory)) return directory;
    const { next } = directory;
    if (next === 0 || visited.has(next) || visited.size === MAX_DIRECTORIES) return first;
    visited.add(next);
    directory = new Directory(bytes, next);
  }
}
