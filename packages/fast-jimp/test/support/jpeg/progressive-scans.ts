import type { BitWriter } from "./bit-writer";
import type { HuffmanCodes } from "./huffman-codes";
import { putSymbol, putValue, type ScanSpec } from "./scans";

const sizeOf = (value: number): number => 32 - Math.clz32(value);
/** A coefficient as far as a scan has it: shifted towards zero (ITU-T T.81, G.1.2.2). */
const shifted = (value: number, low: number): number => (value < 0 ? -(-value >> low) : value >> low);

/** The AC scans of one component: blocks that end early are counted and written as one run (T.81, G.1.2). */
export class AcScanWriter {
  private eobRun = 0;
  /** Correction bits of the blocks in the run. */
  private pending: number[] = [];

  constructor(
    private readonly out: BitWriter,
    private readonly codes: HuffmanCodes,
    private readonly scan: Required<ScanSpec>,
    /** Longest run written, at most 32767. */
    private readonly maxEobRun: number,
  ) {}

  flush(): void {
    if (this.eobRun > 0) {
      const size = sizeOf(this.eobRun) - 1;
      putSymbol(this.out, this.codes, size << 4);
      this.out.put(this.eobRun - (1 << size), size);
    }
    for (const bit of this.pending) this.out.put(bit, 1);
    this.eobRun = 0;
    this.pending = [];
  }

  write(block: readonly number[]): void {
    if (this.scan.high === 0) this.first(block);
    else this.refine(block);
    if (this.eobRun >= this.maxEobRun) this.flush();
  }

  private first(block: readonly number[]): void {
    const { from, to, low } = this.scan;
    let run = 0;
    for (let k = from; k <= to; k++) {
      const value = shifted(block[k] as number, low);
      if (value === 0) {
        run++;
        continue;
      }
      this.flush();
      for (; run > 15; run -= 16) putSymbol(this.out, this.codes, 0xf0);
      putSymbol(this.out, this.codes, (run << 4) | sizeOf(Math.abs(value)));
      putValue(this.out, value);
      run = 0;
    }
    if (run > 0) this.eobRun++;
  }

  private refine(block: readonly number[]): void {
    const { from, to, low } = this.scan;
    const values = block.map((value) => shifted(value, low));
    let last = 0;
    for (let k = from; k <= to; k++) if (Math.abs(values[k] as number) === 1) last = k;
    let run = 0;
    let corrections: number[] = [];
    const putCorrections = () => {
      for (const bit of corrections) this.out.put(bit, 1);
      corrections = [];
    };
    for (let k = from; k <= to; k++) {
      const value = values[k] as number;
      if (value === 0) {
        run++;
        continue;
      }
      for (; run > 15 && k <= last; run -= 16) {
        this.flush();
        putSymbol(this.out, this.codes, 0xf0);
        putCorrections();
      }
      if (Math.abs(value) > 1) {
        corrections.push(Math.abs(value) & 1);
        continue;
      }
      this.flush();
      putSymbol(this.out, this.codes, (run << 4) | 1);
      this.out.put(value < 0 ? 0 : 1, 1);
      putCorrections();
      run = 0;
    }
    if (run > 0 || corrections.length > 0) {
      this.eobRun++;
      this.pending.push(...corrections);
    }
  }
}
