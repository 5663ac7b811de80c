import type { EntropyReader } from "./entropy-reader";
import { decodeSymbol, extend, type HuffmanTable } from "./huffman";
import { fillDcLookUp, LENGTH_MASK, LOOK_UP_BITS, LOOK_UP_SIZE } from "./look-up";
import { MAX_BLOCKS_PER_MCU, type McuGrid, type ScanSteps } from "./mcu";
import type { ProgressiveStore } from "./progressive-store";
import type { ScanHeader } from "./scan-header";
import { corrupt } from "./segments";
import type { JpegTables } from "./tables";

const INDEX_SHIFT = 32 - LOOK_UP_BITS;

/** A scan of DC coefficients of one or several components (ITU-T T.81, G.1.2.1). */
export class DcScan implements ScanSteps {
  private readonly blockCount: number;
  private readonly shift: number;
  private readonly refines: boolean;
  /** Look-ups of the four tables there can be. */
  private readonly lookUps = new Int32Array(4 * LOOK_UP_SIZE);
  /** Last DC value of each component (T.81, F.1.1.5.1). */
  private readonly predictors = new Int32Array(4);
  // For each block of the MCU:
  private readonly component = new Int32Array(MAX_BLOCKS_PER_MCU);
  private readonly lookUpOffset = new Int32Array(MAX_BLOCKS_PER_MCU);
  /** Its coefficient in the first MCU of the first row, and how far it is to the next MCU and row. */
  private readonly start = new Int32Array(MAX_BLOCKS_PER_MCU);
  private readonly step = new Int32Array(MAX_BLOCKS_PER_MCU);
  private readonly rowStep = new Int32Array(MAX_BLOCKS_PER_MCU);

  constructor(
    private readonly reader: EntropyReader,
    private readonly store: ProgressiveStore,
    scan: ScanHeader,
    { blocks }: McuGrid,
    private readonly tables: JpegTables,
  ) {
    this.blockCount = blocks.length;
    this.shift = scan.approximationLow;
    this.refines = scan.approximationHigh > 0;
    for (const dcTable of new Set(scan.components.map((component) => component.dcTable))) {
      if (!this.refines) fillDcLookUp(this.table(dcTable), this.lookUps.subarray(dcTable * LOOK_UP_SIZE));
    }
    blocks.forEach(({ index, dcTable, layout, x, y, across, down }, b) => {
      const { scale, blocksWide, firstCoefficient } = layout;
      const size = scale * scale;
      this.component[b] = index;
      this.lookUpOffset[b] = dcTable * LOOK_UP_SIZE;
      this.start[b] = firstCoefficient + (y * blocksWide + x) * size;
      this.step[b] = across * size;
      this.rowStep[b] = down * blocksWide * size;
    });
  }

  reset(): void {
    this.predictors.fill(0);
  }

  decode(row: number, from: number, to: number, position: number): number {
    return this.refines ? this.refine(row, from, to, position) : this.first(row, from, to, position);
  }

  private first(row: number, from: number, to: number, position: number): number {
    const { reader, lookUps, lookUpOffset, predictors, component, start, step, rowStep, blockCount, shift } = this;
    const { view } = reader;
    const { coefficients } = this.store;
    for (let mcu = from; mcu < to; mcu++) {
      if (position > reader.limit) position = reader.refill(position);
      for (let b = 0; b < blockCount; b++) {
        const bits = view.getInt32(position >>> 3) << (position & 7);
        const offset = lookUpOffset[b] as number;
        let entry = lookUps[offset + (bits >>> INDEX_SHIFT)] as number;
        if (entry === 0) entry = this.longDifference(position, offset / LOOK_UP_SIZE);
        position = (position + (entry & LENGTH_MASK)) | 0;
        const c = component[b] as number;
        const dc = ((predictors[c] as number) + (entry >> 8)) | 0;
        predictors[c] = dc;
        const at = (start[b] as number) + Math.imul(row, rowStep[b] as number) + Math.imul(mcu, step[b] as number);
        coefficients[at | 0] = dc << shift;
      }
    }
    return position;
  }

  /** One bit more for each coefficient (T.81, G.1.2.1.1). */
  private refine(row: number, from: number, to: number, position: number): number {
    const { reader, start, step, rowStep, blockCount, shift } = this;
    const { view } = reader;
    const { coefficients } = this.store;
    for (let mcu = from; mcu < to; mcu++) {
      if (position > reader.limit) position = reader.refill(position);
      for (let b = 0; b < blockCount; b++) {
        const bit = (view.getUint8(position >>> 3) >> (7 - (position & 7))) & 1;
        position = (position + 1) | 0;
        const at = (start[b] as number) + Math.imul(row, rowStep[b] as number) + Math.imul(mcu, step[b] as number);
        coefficients[at | 0] = (coefficients[at | 0] as number) | (bit << shift);
      }
    }
    return position;
  }

  private table(number: number): HuffmanTable {
    const table = this.tables.dc[number];
    if (!table) throw corrupt("a scan whose Huffman table is missing");
    return table;
  }

  /** A difference whose code or bits are too long for the look-up, as its entries. */
  private longDifference(position: number, tableNumber: number): number {
    const { view } = this.reader;
    const found = decodeSymbol(this.table(tableNumber), view.getInt32(position >>> 3) << (position & 7));
    const length = found >> 8;
    const size = found & 255;
    // 8-bit frames need 11 bits at most (T.81, table F.1); 15 is what an entry can say.
    if (size > 15) throw corrupt("a DC difference out of range");
    if (size === 0) return length;
    const behind = position + length;
    const value = extend((view.getInt32(behind >>> 3) << (behind & 7)) >>> (32 - size), size);
    return (value << 8) | (length + size);
  }
}
