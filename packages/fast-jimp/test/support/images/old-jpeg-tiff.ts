import { nextSegment } from "../../../src/jpeg/segments";
import { assembleTiff, type TiffEntry } from "./tiff";

/** Segments of a JPEG by their marker, and its entropy-coded data. */
export function partsOf(jpeg: Buffer) {
  const segments: { readonly marker: number; readonly body: Buffer }[] = [];
  for (let at = 2; ;) {
    const { marker, start, end } = nextSegment(jpeg, at);
    segments.push({ marker, body: jpeg.subarray(start, end) });
    if (marker === 0xda) return { segments, headEnd: end, scan: jpeg.subarray(end, jpeg.length - 2) };
    at = end;
  }
}

/** Tables of a kind, each alone, by their number. */
function tablesOf(jpeg: Buffer, kind: "quantisation" | "dc" | "ac"): Buffer[] {
  const tables: Buffer[] = [];
  for (const { marker, body } of partsOf(jpeg).segments) {
    if (marker !== (kind === "quantisation" ? 0xdb : 0xc4)) continue;
    for (let at = 0; at < body.length;) {
      const id = body[at] as number;
      const counts = body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
      const length = kind === "quantisation" ? 64 : 16 + counts;
      if (kind === "quantisation" || id >> 4 === (kind === "ac" ? 1 : 0))
        tables[id & 15] = body.subarray(at + 1, at + 1 + length);
      at += 1 + length;
    }
  }
  return tables;
}

interface OldTiffOptions {
  readonly width: number;
  readonly height: number;
  readonly grey?: boolean;
  /** Of a strip. Default: all. */
  readonly rows?: number;
}

/** A TIFF of compression 6; `extra` is put behind it, and its fields are made with its offset. */
export function oldTiff(
  strips: readonly Buffer[],
  { width, height, grey = false, rows = height }: OldTiffOptions,
  extra: Buffer,
  fieldsAt: (offset: number, strips: readonly number[]) => readonly TiffEntry[],
): Buffer {
  const entries: readonly TiffEntry[] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, ...(grey ? [8] : [8, 8, 8])],
    [259, 3, 6],
    [262, 3, grey ? 1 : 6],
    [277, 3, grey ? 1 : 3],
    [278, 4, rows],
  ];
  const make = (offset: number) => assembleTiff([{ entries: [...entries, ...fieldsAt(offset, [])], blocks: strips }]);
  return Buffer.concat([make(make(0).length), extra]);
}

/** Fields of tables that lie one behind the other. */
export function tableFields(
  jpeg: Buffer,
  components: number,
  factor: number,
): readonly [Buffer, (offset: number) => TiffEntry[]] {
  const kinds = [[519, "quantisation"], [520, "dc"], [521, "ac"]] as const; // prettier-ignore
  const tables = kinds.flatMap(([, kind]) => tablesOf(jpeg, kind));
  const starts = tables.map((_, at) => tables.slice(0, at).reduce((sum, { length }) => sum + length, 0));
  const count = tables.length / 3;
  const fields = (offset: number): TiffEntry[] => [
    [512, 3, 1],
    ...kinds.map(([tag], kind): TiffEntry => {
      const each = Array.from(
        { length: components },
        (_, at) => offset + (starts[kind * count + Math.min(at, count - 1)] as number),
      );
      return [tag, 4, ...each];
    }),
    [530, 3, factor, factor],
  ];
  return [Buffer.concat(tables), fields];
}
