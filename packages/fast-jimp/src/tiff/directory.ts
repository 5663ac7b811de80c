import { corrupt } from "../image-error";

/** Bytes of a value of each field type (TIFF 6.0, section 2): BYTE 1, ASCII 1, SHORT 2, LONG 4 … UNDEFINED 1. */
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 7: 1 };

/** Most values of a tag. Only strip and tile offsets can have many, and the file must be long enough to hold them. */
const MAX_VALUES = 1 << 20;

/** InterColorProfile (TIFF/EP; ICC.1:2022, annex B.3). */
export const ICC_PROFILE = 34675;

/** The first image file directory of a TIFF. */
export class Directory {
  private readonly entries = new Map<number, { type: number; count: number; at: number }>();
  readonly littleEndian: boolean;

  /** @throws IMAGE_CORRUPT where the directory lies outside the file */
  constructor(readonly bytes: Buffer) {
    this.littleEndian = bytes[0] === 0x49;
    const start = bytes.length >= 8 ? this.u32(4) : bytes.length;
    if (start + 2 > bytes.length) throw corrupt("TIFF", "its directory lies outside the file");
    const last = Math.min(start + 2 + this.u16(start) * 12, bytes.length) - 12;
    for (let at = start + 2; at <= last; at += 12) {
      const [type, count] = [this.u16(at + 2), this.u32(at + 4)];
      const inline = (typeBytes[type] ?? 8) * count <= 4;
      this.entries.set(this.u16(at), { type, count, at: inline ? at + 8 : this.u32(at + 8) });
    }
  }

  /** Integer values of a tag; empty where the tag is missing. */
  numbers(tag: number): number[] {
    const entry = this.entries.get(tag);
    if (!entry) return [];
    const { type, count, at } = entry;
    const size = typeBytes[type];
    if (size === undefined || count > MAX_VALUES || at + count * size > this.bytes.length) {
      throw corrupt("TIFF", `tag ${tag} lies outside the file or is of an unknown type`);
    }
    const read = size === 2 ? this.u16 : size === 4 ? this.u32 : (offset: number) => this.bytes.readUInt8(offset);
    return Array.from({ length: count }, (_, index) => read(at + index * size));
  }

  /** First value of a tag. */
  number(tag: number, otherwise: number): number {
    return this.numbers(tag)[0] ?? otherwise;
  }

  /** Bytes of a tag, as a view of the file. */
  data(tag: number): Buffer | undefined {
    const entry = this.entries.get(tag);
    return entry && this.bytes.subarray(entry.at, entry.at + entry.count);
  }

  private readonly u16 = (at: number): number =>
    this.littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);

  private readonly u32 = (at: number): number =>
    this.littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
}
