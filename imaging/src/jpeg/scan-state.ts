import { EntropyReader } from "./entropy-reader";
import { decodeSymbol, extend, type HuffmanTable } from "./huffman";
import type { ComponentLayout, FrameLayout } from "./layout";
import {
  ADVANCE_SHIFT,
  END_OF_BLOCK,
  fillAcLookUp,
  fillAcSkip,
  fillDcLookUp,
  LENGTH_MASK,
  LOOK_UP_SIZE,
} from "./look-up";
import type { ScanComponent, ScanHeader } from "./scan-header";
import { corrupt } from "./segments";
import type { JpegTables } from "./tables";
import type { JpegHeader } from "./types";

/** Where a component's blocks are, in whatever a scan's decoder counts: samples, coefficients or blocks. */
export type PlaceOf = (component: ComponentLayout) => {
  readonly start: number;
  readonly perBlock: number;
  readonly perRow: number;
};

/** Most blocks in one MCU (ITU-T T.81, B.2.3). */
const MAX_BLOCKS = 10;

/**
 * What the block decoders share during a scan, flat: everything per block of the MCU is an array indexed by the block's
 * number, and all look-ups, divisors and samples are each in one array, so that the inner loops see one kind of object.
 */
export class ScanState {
  readonly reader: EntropyReader;
  readonly dcLookUp = new Int32Array(4 * LOOK_UP_SIZE);
  readonly acLookUp = new Int32Array(4 * LOOK_UP_SIZE);
  readonly acSkip = new Int16Array(4 * LOOK_UP_SIZE);
  /** Divisors in zigzag order, 64 for each component. */
  readonly quant = new Int32Array(4 * 64);
  /** Last DC value of each component (T.81, F.1.1.5.1). */
  readonly predictors = new Int32Array(4);
  /** Blocks in one MCU of this scan. */
  blockCount = 0;
  readonly component = new Int32Array(MAX_BLOCKS);
  readonly scale = new Int32Array(MAX_BLOCKS);
  readonly stride = new Int32Array(MAX_BLOCKS);
  readonly dcOffset = new Int32Array(MAX_BLOCKS);
  readonly acOffset = new Int32Array(MAX_BLOCKS);
  /** Where this block of the row's first MCU is. */
  readonly rowStart = new Int32Array(MAX_BLOCKS);
  /** From one MCU of the row to the next. */
  readonly step = new Int32Array(MAX_BLOCKS);
  /** From one row of MCUs to the next. */
  readonly rowStep = new Int32Array(MAX_BLOCKS);
  mcusWide = 0;
  mcusHigh = 0;
  private readonly dcTables: (HuffmanTable | undefined)[] = [];
  private readonly acTables: (HuffmanTable | undefined)[] = [];
  /** Tables that the look-ups were made of. */
  private readonly made = new Map<number, HuffmanTable>();

  constructor(bytes: Uint8Array) {
    this.reader = new EntropyReader(bytes);
  }

  /** Makes ready for a scan's blocks. */
  beginScan(scan: ScanHeader, layout: FrameLayout, placeOf: PlaceOf): void {
    const alone = scan.components.length === 1;
    this.blockCount = 0;
    this.mcusWide = layout.mcusWide;
    this.mcusHigh = layout.mcusHigh;
    for (const { index } of scan.components) {
      const component = layout.components[index] as ComponentLayout;
      // A component alone has MCUs of one block, and none for padding (T.81, A.2.2).
      const across = alone ? 1 : component.h;
      const down = alone ? 1 : component.v;
      if (alone) {
        this.mcusWide = component.ownBlocksWide;
        this.mcusHigh = component.ownBlocksHigh;
      }
      const { start, perBlock, perRow } = placeOf(component);
      for (let y = 0; y < down; y++) {
        for (let x = 0; x < across; x++) {
          const b = this.blockCount++;
          this.component[b] = index;
          this.scale[b] = component.scale;
          this.stride[b] = component.stride;
          this.rowStart[b] = start + y * perRow + x * perBlock;
          this.step[b] = across * perBlock;
          this.rowStep[b] = down * perRow;
        }
      }
    }
  }

  /** Makes the DC look-ups of a scan's components. @throws IMAGE_CORRUPT where a table was never defined */
  useDcTables(scan: ScanHeader, tables: JpegTables): void {
    for (const { dcTable } of scan.components) {
      const table = tables.dc[dcTable];
      if (!table) throw corrupt("a scan whose Huffman table is missing");
      this.dcTables[dcTable] = table;
      if (this.made.get(dcTable) !== table) fillDcLookUp(table, this.dcLookUp, dcTable * LOOK_UP_SIZE);
      this.made.set(dcTable, table);
    }
    this.eachBlock(scan, (b, { dcTable }) => (this.dcOffset[b] = dcTable * LOOK_UP_SIZE));
  }

  /** Makes the AC look-ups of a scan's components. @throws IMAGE_CORRUPT where a table was never defined */
  useAcTables(scan: ScanHeader, tables: JpegTables): void {
    for (const { acTable } of scan.components) {
      const table = tables.ac[acTable];
      if (!table) throw corrupt("a scan whose Huffman table is missing");
      this.acTables[acTable] = table;
      const offset = acTable * LOOK_UP_SIZE;
      if (this.made.get(4 + acTable) !== table) {
        fillAcLookUp(table, this.acLookUp, offset);
        fillAcSkip(this.acLookUp, this.acSkip, offset);
      }
      this.made.set(4 + acTable, table);
    }
    this.eachBlock(scan, (b, { acTable }) => (this.acOffset[b] = acTable * LOOK_UP_SIZE));
  }

  /** Takes the divisors of a scan's components. @throws IMAGE_CORRUPT where a table was never defined */
  useQuantTables(scan: ScanHeader, { components }: JpegHeader, tables: JpegTables): void {
    for (const { index } of scan.components) {
      const table = tables.quant[components[index]?.quantTable ?? 0];
      if (!table) throw corrupt("a scan whose quantisation table is missing");
      this.quant.set(table, index * 64);
    }
  }

  nextRow(): void {
    for (let b = 0; b < this.blockCount; b++)
      this.rowStart[b] = (this.rowStart[b] as number) + (this.rowStep[b] as number);
  }

  /** Decodes a DC difference whose code or bits are too long for the look-up. @returns as the look-up's entries */
  longDc(position: number, block: number): number {
    const { view } = this.reader;
    const table = this.dcTables[(this.dcOffset[block] as number) / LOOK_UP_SIZE] as HuffmanTable;
    const found = decodeSymbol(table, view.getInt32(position >>> 3) << (position & 7));
    const length = found >> 8;
    const size = found & 255;
    // 8-bit frames need 11 bits at most (T.81, table F.1); 15 is what a look-up entry can say.
    if (size > 15) throw corrupt("a DC difference out of range");
    return (readBits(view, position + length, size) << 8) | (length + size);
  }

  /** Decodes an AC symbol that the look-up leaves open. @returns as the look-up's entries, all bits taken */
  longAc(position: number, block: number): number {
    const { view } = this.reader;
    const table = this.acTables[(this.acOffset[block] as number) / LOOK_UP_SIZE] as HuffmanTable;
    const found = decodeSymbol(table, view.getInt32(position >>> 3) << (position & 7));
    const length = found >> 8;
    const size = found & 15;
    const run = (found >> 4) & 15;
    if (size === 0) return ((run === 15 ? 16 : END_OF_BLOCK) << ADVANCE_SHIFT) | length;
    const value = readBits(view, position + length, size);
    return (value << 16) | ((run + 1) << ADVANCE_SHIFT) | ((length + size) & LENGTH_MASK);
  }

  private eachBlock(scan: ScanHeader, visit: (block: number, component: ScanComponent) => void): void {
    for (let b = 0; b < this.blockCount; b++) {
      const component = scan.components.find(({ index }) => index === this.component[b]);
      if (component) visit(b, component);
    }
  }
}

/** The value of `size` (0..15) additional bits. */
function readBits(view: DataView, position: number, size: number): number {
  if (size === 0) return 0;
  return extend((view.getInt32(position >>> 3) << (position & 7)) >>> (32 - size), size);
}
