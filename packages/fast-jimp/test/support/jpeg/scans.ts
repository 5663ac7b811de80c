import type { BitWriter } from "./bit-writer";
import type { HuffmanCodes } from "./huffman-codes";

/** Quantised blocks of a component, rows of blocks padded to whole MCUs. */
export interface ComponentBlocks {
  readonly h: number;
  readonly v: number;
  readonly blocksWide: number;
  readonly ownBlocksWide: number;
  readonly ownBlocksHigh: number;
  /** Coefficients in zigzag order. */
  readonly blocks: readonly (readonly number[])[];
}

/** A scan: components by index, band and bit positions as in its header (ITU-T T.81, B.2.3). */
export interface ScanSpec {
  readonly components: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly high?: number;
  readonly low?: number;
}

const sizeOf = (value: number): number => 32 - Math.clz32(Math.abs(value));

export function putSymbol(out: BitWriter, { codeOf }: HuffmanCodes, symbol: number): void {
  const code = codeOf.get(symbol);
  if (!code) throw new Error(`the table has no code for symbol ${symbol}`);
  out.put(code.bits, code.length);
}

export const putValue = (out: BitWriter, value: number): void =>
  out.put(value < 0 ? value + (1 << sizeOf(value)) - 1 : value, sizeOf(value));

/** DC difference (T.81, F.1.2.1). */
export function putDc(out: BitWriter, codes: HuffmanCodes, difference: number): void {
  putSymbol(out, codes, sizeOf(difference));
  putValue(out, difference);
}

/** AC coefficients of a sequential block (T.81, F.1.2.2). */
export function putAc(out: BitWriter, codes: HuffmanCodes, block: readonly number[]): void {
  let run = 0;
  for (let k = 1; k < 64; k++) {
    const value = block[k] as number;
    if (value === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) putSymbol(out, codes, 0xf0);
    putSymbol(out, codes, (run << 4) | sizeOf(value));
    putValue(out, value);
    run = 0;
  }
  if (run > 0) putSymbol(out, codes, 0);
}

/** Calls back for every block of a scan in coding order, and between the restart intervals (T.81, A.2). */
export function walkScan(
  all: readonly ComponentBlocks[],
  { components }: ScanSpec,
  mcus: { readonly wide: number; readonly high: number },
  restartInterval: number,
  visit: (component: number, block: readonly number[]) => void,
  restart: () => void,
): void {
  const alone = components.length === 1 ? all[components[0] as number] : undefined;
  const wide = alone ? alone.ownBlocksWide : mcus.wide;
  const high = alone ? alone.ownBlocksHigh : mcus.high;
  for (let mcu = 0; mcu < wide * high; mcu++) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) restart();
    for (const index of components) {
      const { h, v, blocksWide, blocks } = all[index] as ComponentBlocks;
      for (let y = 0; y < (alone ? 1 : v); y++) {
        for (let x = 0; x < (alone ? 1 : h); x++) {
          const column = (mcu % wide) * (alone ? 1 : h) + x;
          const row = Math.floor(mcu / wide) * (alone ? 1 : v) + y;
          visit(index, blocks[row * blocksWide + column] as readonly number[]);
        }
      }
    }
  }
}
