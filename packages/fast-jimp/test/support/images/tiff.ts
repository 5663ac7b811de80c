/** Bytes of a number, by field type (TIFF 6.0, section 2; 16 is BigTIFF's LONG8). RATIONAL is of two numbers. */
const widths: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 7: 1, 16: 8 };
const RATIONAL = 5;

export type TiffEntry = readonly [tag: number, type: number, ...values: readonly number[]];

export interface TiffParts {
  /** Of one directory: its tags in ascending order; those of offsets and lengths of strips are added. */
  readonly entries: readonly TiffEntry[];
  /** Data of each strip or tile. */
  readonly blocks: readonly Buffer[];
  /** Tags of offsets and lengths. Default those of strips, 273 and 279. */
  readonly blockTags?: readonly [offsets: number, lengths: number];
}

export interface TiffOptions {
  /** Default big-endian, `MM`. */
  readonly littleEndian?: boolean;
  /** BigTIFF, with offsets of 64 bits. */
  readonly big?: boolean;
}

/** A TIFF of its directories, each before its data (TIFF 6.0, section 2; BigTIFF design, AWare Systems). */
export function assembleTiff(
  directories: readonly TiffParts[],
  { littleEndian = false, big = false }: TiffOptions = {},
): Buffer {
  const int = (value: number, width: number): Buffer => {
    const bytes = Buffer.alloc(width);
    if (width === 8) littleEndian ? bytes.writeBigUInt64LE(BigInt(value)) : bytes.writeBigUInt64BE(BigInt(value));
    else if (littleEndian) bytes.writeUIntLE(value, 0, width);
    else bytes.writeUIntBE(value, 0, width);
    return bytes;
  };
  const [countWidth, offsetWidth] = big ? [8, 8] : [2, 4];
  const order = Buffer.from(littleEndian ? "II" : "MM");
  const head = big ? [order, int(43, 2), int(8, 2), int(0, 2), int(16, 8)] : [order, int(42, 2), int(8, 4)];
  const file: Buffer[] = [Buffer.concat(head)];
  let end = big ? 16 : 8;
  directories.forEach(({ entries, blocks, blockTags: [offsetTag, lengthTag] = [273, 279] }, index) => {
    const all: TiffEntry[] = [
      ...entries,
      [offsetTag, 4, ...blocks.map(() => 0)] as TiffEntry,
      [lengthTag, 4, ...blocks.map(({ length }) => length)] as TiffEntry,
    ].sort(([a], [b]) => a - b);
    const tableBytes = countWidth + all.length * (4 + 2 * offsetWidth) + offsetWidth;
    const bytesOf = ([, type, ...values]: TiffEntry) => values.length * (widths[type] ?? 1);
    const outside = all.reduce((sum, entry) => sum + (bytesOf(entry) > offsetWidth ? bytesOf(entry) : 0), 0);
    const dataAt = end + tableBytes + outside;
    const starts = blocks.map((_, at) => dataAt + blocks.slice(0, at).reduce((sum, { length }) => sum + length, 0));
    const dataEnd = dataAt + blocks.reduce((sum, { length }) => sum + length, 0);
    let valueAt = end + tableBytes;
    const table = [int(all.length, countWidth)];
    const values: Buffer[] = [];
    for (const entry of all) {
      const [tag, type, ...given] = entry;
      const written = tag === offsetTag ? starts : given;
      const body = Buffer.concat(written.map((value) => int(value, widths[type] ?? 1)));
      const inline = body.length <= offsetWidth;
      const count = type === RATIONAL ? written.length / 2 : written.length;
      table.push(int(tag, 2), int(type, 2), int(count, offsetWidth));
      table.push(inline ? Buffer.concat([body, Buffer.alloc(offsetWidth - body.length)]) : int(valueAt, offsetWidth));
      if (inline) continue;
      values.push(body);
      valueAt += body.length;
    }
    table.push(int(index + 1 < directories.length ? dataEnd : 0, offsetWidth));
    file.push(...table, ...values, ...blocks);
    end = dataEnd;
  });
  return Buffer.concat(file);
}

/** Uncompressed inks of 8 bits, with a profile. */
export const cmykTiff = (width: number, height: number, inks: Buffer, icc: Buffer): Buffer =>
  assembleTiff([
    {
      entries: [
        ...([[256, 4, width], [257, 4, height], [258, 3, 8, 8, 8, 8], [259, 3, 1], [262, 3, 5], [277, 3, 4], [278, 4, height]] as const), // prettier-ignore
        [34675, 7, ...icc],
      ],
      blocks: [inks],
    },
  ]);
