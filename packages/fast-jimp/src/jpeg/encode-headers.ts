import type { ChromaStep } from "./encode-blocks";
import type { Scan, ScanTable } from "./encode-scan";
import { APP0, APP2, DHT, DQT, SOF0, SOF2, SOI, SOS } from "./markers";
import { ZIGZAG } from "./zigzag";

/** Contents of the segments before the first scan. */
export interface FrameHeaderSpec {
  readonly width: number;
  readonly height: number;
  /** Divisors row by row: luma alone for grey, luma and chroma for colours. */
  readonly quant: readonly Uint8Array[];
  readonly chromaStep: ChromaStep;
  readonly progressive: boolean;
  readonly icc?: Uint8Array;
}

/** A segment less the 16 bytes of length, signature and chunk numbers. */
const MAX_ICC_CHUNK = 65535 - 16;

/** All segments of a JPEG before its first scan (ITU-T T.81, annex B; JFIF 1.02). */
export function frameHeaders({ width, height, quant, chromaStep, progressive, icc }: FrameHeaderSpec): Buffer {
  return Buffer.concat([
    Buffer.of(0xff, SOI),
    JFIF_HEADER,
    ...(icc ? iccSegments(icc) : []),
    ...quant.map((divisors, id) =>
      segment(
        DQT,
        [id, ...ZIGZAG].map((at, i) => (i === 0 ? at : (divisors[at] ?? 1))),
      ),
    ),
    segment(progressive ? SOF2 : SOF0, [
      ...[8, height >> 8, height & 255, width >> 8, width & 255],
      ...frameComponents(quant.length > 1, chromaStep),
    ]),
  ]);
}

/** The segments of a scan before its entropy-coded data: its Huffman tables and its header (T.81, B.2.3). */
export function scanHeaders(scan: Scan, tables: readonly ScanTable[], components: number): Buffer {
  const coded = scan.kind === "band" ? [scan.component] : Array.from({ length: components }, (_, i) => i);
  const selectors = coded.flatMap((component) => [component + 1, component === 0 ? 0x00 : 0x11]);
  const [first, last] = scan.kind === "band" ? [scan.first, scan.last] : [0, scan.kind === "dc" ? 0 : 63];
  return Buffer.concat([...tables.map(huffmanSegment), segment(SOS, [coded.length, ...selectors, first, last, 0])]);
}

/** Count, then id, sampling factors and quantisation table of each component. */
const frameComponents = (colour: boolean, chromaStep: ChromaStep): number[] =>
  colour ? [3, 1, 0x11 * chromaStep, 0, 2, 0x11, 1, 3, 0x11, 1] : [1, 1, 0x11, 0];

/** A marker segment: marker, length, parameters (T.81, B.1.1.4). */
export function segment(marker: number, body: ArrayLike<number>): Buffer {
  const length = body.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...Array.from(body)]);
}

/** JFIF 1.01, pixels as wide as high, no thumbnail. */
export const JFIF_HEADER = segment(APP0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1"));

const huffmanSegment = ({ kind, id, table: { counts, symbols } }: ScanTable): Buffer =>
  segment(DHT, [(kind === "dc" ? 0x00 : 0x10) | id, ...counts, ...symbols]);

/** ICC.1, annex B.4. */
export function iccSegments(icc: Uint8Array): Buffer[] {
  const count = Math.ceil(icc.length / MAX_ICC_CHUNK);
  if (count > 255)
    throw new RangeError(`Expected an ICC profile of at most ${255 * MAX_ICC_CHUNK} bytes but received ${icc.length}`);
  return Array.from({ length: count }, (_, i) => {
    const signature = Buffer.from("ICC_PROFILE\0", "latin1");
    const data = icc.subarray(i * MAX_ICC_CHUNK, (i + 1) * MAX_ICC_CHUNK);
    return segment(APP2, Buffer.concat([signature, Buffer.of(i + 1, count), data]));
  });
}
