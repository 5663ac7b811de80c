import { corrupt, type Segment } from "./segments";
import type { JpegHeader } from "./types";

/** Most blocks in one MCU (ITU-T T.81, B.2.3). */
export const MAX_BLOCKS_PER_MCU = 10;

/** One component of a scan and its Huffman tables, 0..3. */
export interface ScanComponent {
  /** Index in the frame header's components. */
  readonly index: number;
  readonly dcTable: number;
  readonly acTable: number;
}

/** A scan header (ITU-T T.81, B.2.3). */
export interface ScanHeader {
  readonly components: readonly ScanComponent[];
  /** First coefficient of the band, in zigzag order, 0..63. */
  readonly spectralStart: number;
  /** Last coefficient of the band, in zigzag order, 0..63. */
  readonly spectralEnd: number;
  /** Bit position of the previous scan of the band; 0 in the first one. */
  readonly approximationHigh: number;
  /** Bit position of this scan. */
  readonly approximationLow: number;
}

/** @throws IMAGE_CORRUPT where the scan does not fit the frame */
export function readScanHeader(bytes: Uint8Array, { start, end }: Segment, frame: JpegHeader): ScanHeader {
  const body = bytes.subarray(start, end);
  const count = body[0] ?? 0;
  if (count < 1 || count > 4 || body.length < 4 + count * 2)
    throw corrupt("a scan header is cut short or out of range");
  const components: ScanComponent[] = [];
  for (let i = 0; i < count; i++) {
    const id = body[1 + i * 2];
    const used = components.map(({ index }) => index);
    const index = frame.components.findIndex((component, at) => component.id === id && !used.includes(at));
    const tables = body[2 + i * 2] as number;
    if (index < 0) throw corrupt(`a scan refers to component ${id ?? ""}, which the frame does not have`);
    if (tables >> 4 > 3 || (tables & 15) > 3) throw corrupt("a scan refers to a Huffman table beyond 3");
    components.push({ index, dcTable: tables >> 4, acTable: tables & 15 });
  }
  const blocks = components.reduce((sum, { index }) => sum + blocksPerMcu(frame, index), 0);
  if (count > 1 && blocks > MAX_BLOCKS_PER_MCU)
    throw corrupt(`an MCU has ${blocks} blocks; at most ${MAX_BLOCKS_PER_MCU} are allowed`);
  if (frame.process !== "progressive") {
    return { components, spectralStart: 0, spectralEnd: 63, approximationHigh: 0, approximationLow: 0 };
  }
  const [spectralStart = 0, spectralEnd = 0, approximation = 0] = body.subarray(1 + count * 2);
  const scan = {
    components,
    spectralStart,
    spectralEnd,
    approximationHigh: approximation >> 4,
    approximationLow: approximation & 15,
  };
  checkProgression(scan);
  return scan;
}

function blocksPerMcu(frame: JpegHeader, index: number): number {
  const component = frame.components[index];
  return component ? component.h * component.v : 0;
}

/** T.81, G.1.1.1: a DC scan holds no AC coefficients, an AC scan one component, a refinement one more bit. */
function checkProgression(scan: ScanHeader): void {
  const { components, spectralStart, spectralEnd, approximationHigh, approximationLow } = scan;
  const band = spectralStart === 0 ? spectralEnd === 0 : spectralEnd >= spectralStart && spectralEnd < 64;
  const alone = spectralStart === 0 || components.length === 1;
  const nextBit = approximationHigh === 0 || approximationHigh === approximationLow + 1;
  if (!band || !alone || !nextBit || approximationLow > 13)
    throw corrupt("the band or bit position of a progressive scan is out of range");
}
