import { placesFor } from "./bands";
import type { EntropyReader } from "./entropy-reader";
import { decodeSymbol, extend, type HuffmanTable } from "./huffman";
import type { ComponentLayout } from "./layout";
import { fillSymbolLookUp, LOOK_UP_BITS, LOOK_UP_SIZE } from "./look-up";
import type { ProgressiveStore } from "./progressive-store";
import type { ScanSteps } from "./mcu";
import type { ScanHeader } from "./scan-header";
import { corrupt } from "./segments";

const INDEX_SHIFT = 32 - LOOK_UP_BITS;

/** One scan of AC coefficients of one component (ITU-T T.81, G.1.2.2 and G.1.2.3). */
export class AcScan implements ScanSteps {
  /** Blocks that still end where their band begins (EOBRUN). */
  private eobRun = 0;
  private readonly lookUp = new Uint16Array(LOOK_UP_SIZE);
  private readonly places: Int8Array;
  /** The band's bits in the two words that say which coefficients are not zero. */
  private readonly bandBits: readonly [number, number];
  private readonly perBlock: number;
  /** From a block's number to its first coefficient. */
  private readonly toCoefficient: number;

  constructor(
    private readonly reader: EntropyReader,
    private readonly store: ProgressiveStore,
    private readonly scan: ScanHeader,
    private readonly table: HuffmanTable,
    private readonly layout: ComponentLayout,
  ) {
    const { scale, firstBlock, firstCoefficient } = layout;
    fillSymbolLookUp(table, this.lookUp);
    this.places = placesFor(scale, -1);
    this.bandBits = [
      bitsBetween(scan.spectralStart, scan.spectralEnd, 0),
      bitsBetween(scan.spectralStart, scan.spectralEnd, 32),
    ];
    this.perBlock = scale * scale;
    this.toCoefficient = firstCoefficient - firstBlock * this.perBlock;
  }

  reset(): void {
    this.eobRun = 0;
  }

  decode(rowNumber: number, from: number, to: number, position: number): number {
    const row = this.layout.firstBlock + rowNumber * this.layout.blocksWide;
    const refines = this.scan.approximationHigh > 0;
    for (let block = row + from; block < row + to; block++) {
      if (refines) {
        if (this.eobRun > 0 && this.isZero(block)) {
          this.eobRun--;
          continue;
        }
        if (position > this.reader.limit) position = this.reader.refill(position);
        position = this.refineBlock(block, position);
      } else if (this.eobRun > 0) {
        const passed = Math.min(this.eobRun, row + to - block);
        this.eobRun -= passed;
        block += passed - 1;
      } else {
        if (position > this.reader.limit) position = this.reader.refill(position);
        position = this.decodeBlock(block, position);
      }
    }
    return position;
  }

  /** Whether a block has nothing yet that this band could correct. */
  private isZero(block: number): boolean {
    const { nonZero } = this.store;
    const [low, high] = this.bandBits;
    return (((nonZero[block * 2] as number) & low) | ((nonZero[block * 2 + 1] as number) & high)) === 0;
  }

  private decodeBlock(block: number, position: number): number {
    const { places } = this;
    const { coefficients, nonZero } = this.store;
    const { spectralStart, spectralEnd, approximationLow } = this.scan;
    const start = this.toCoefficient + block * this.perBlock;
    for (let k = spectralStart; k <= spectralEnd; k++) {
      const symbol = this.symbolAt(position);
      position += symbol >> 8;
      const run = (symbol >> 4) & 15;
      const size = symbol & 15;
      if (size === 0) {
        if (run < 15) {
          this.eobRun = (1 << run) + this.bitsAt(position, run) - 1;
          return position + run;
        }
        k += 15;
        continue;
      }
      k += run;
      if (k > spectralEnd) throw corrupt("a coefficient outside its scan's band");
      const value = extend(this.bitsAt(position, size), size) << approximationLow;
      position += size;
      const place = places[k] as number;
      if (place >= 0) coefficients[start + place] = value;
      const word = block * 2 + (k >> 5);
      nonZero[word] = (nonZero[word] as number) | (1 << (k & 31));
    }
    return position;
  }

  private refineBlock(block: number, position: number): number {
    const { nonZero } = this.store;
    const { spectralStart, spectralEnd, approximationLow } = this.scan;
    let k = spectralStart;
    for (; this.eobRun === 0 && k <= spectralEnd; k++) {
      const symbol = this.symbolAt(position);
      position += symbol >> 8;
      let run = (symbol >> 4) & 15;
      const size = symbol & 15;
      if (size > 1) throw corrupt("a refinement by more than one bit");
      if (size === 0 && run < 15) {
        this.eobRun = (1 << run) + this.bitsAt(position, run);
        position += run;
        break;
      }
      const positive = size === 1 && this.bitsAt(position, 1) === 1;
      position += size;
      // The run counts zeros only; what is not zero on the way gets its correction bit.
      const low = nonZero[block * 2] as number;
      const high = nonZero[block * 2 + 1] as number;
      for (; k <= spectralEnd; k++) {
        if ((((k < 32 ? low : high) >>> (k & 31)) & 1) === 0) {
          if (run === 0) break;
          run--;
        } else {
          this.correct(block, k, position);
          position = (position + 1) | 0;
        }
      }
      if (size === 1) {
        if (k > spectralEnd) throw corrupt("a coefficient outside its scan's band");
        const place = this.places[k] as number;
        const at = this.toCoefficient + block * this.perBlock + place;
        if (place >= 0) this.store.coefficients[at] = (positive ? 1 : -1) << approximationLow;
        const word = block * 2 + (k >> 5);
        nonZero[word] = (nonZero[word] as number) | (1 << (k & 31));
      }
    }
    if (this.eobRun > 0) {
      this.eobRun--;
      const [low, high] = this.bandBits;
      const word = block * 2;
      if (k < 32) position = this.correctAll(block, 0, (nonZero[word] as number) & low & (-1 << k), position);
      const fromHigh = k <= 32 ? -1 : k < 64 ? -1 << (k - 32) : 0;
      position = this.correctAll(block, 32, (nonZero[word + 1] as number) & high & fromHigh, position);
    }
    return position;
  }

  /** Corrects the coefficients whose bits are set in a word. @param first zigzag index of its bit 0 */
  private correctAll(block: number, first: number, word: number, position: number): number {
    while (word !== 0) {
      const lowest = word & -word;
      this.correct(block, first + 31 - Math.clz32(lowest), position);
      position = (position + 1) | 0;
      word ^= lowest;
    }
    return position;
  }

  /** Moves a coefficient away from zero where its correction bit is set. */
  private correct(block: number, k: number, position: number): void {
    const place = this.places[k] as number;
    if (place < 0 || this.bitsAt(position, 1) === 0) return;
    const { coefficients } = this.store;
    const at = this.toCoefficient + block * this.perBlock + place;
    const value = coefficients[at] as number;
    const bit = 1 << this.scan.approximationLow;
    if ((Math.abs(value) & bit) === 0) coefficients[at] = value < 0 ? value - bit : value + bit;
  }

  /** Symbol in bits 0..7, code length above. */
  private symbolAt(position: number): number {
    const bits = this.reader.view.getInt32(position >>> 3) << (position & 7);
    return (this.lookUp[bits >>> INDEX_SHIFT] as number) || decodeSymbol(this.table, bits);
  }

  /** `size` (0..15) bits. */
  private bitsAt(position: number, size: number): number {
    return size === 0 ? 0 : (this.reader.view.getInt32(position >>> 3) << (position & 7)) >>> (32 - size);
  }
}

/** A word with the bits of the zigzag indices `from`..`to`, of which the first is bit 0. */
function bitsBetween(from: number, to: number, first: number): number {
  let bits = 0;
  for (let k = Math.max(from, first); k <= Math.min(to, first + 31); k++) bits |= 1 << (k - first);
  return bits;
}
