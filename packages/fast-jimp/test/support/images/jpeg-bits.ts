/** Order of the 64 coefficients of a block (ITU-T T.81, figure A.6). */
const zigzag: readonly number[] = (() => {
  const order: number[] = [];
  for (let sum = 0; sum < 15; sum++) {
    for (let step = 0; step <= sum; step++) {
      const [row, column] = sum % 2 === 0 ? [sum - step, step] : [step, sum - step];
      if (row < 8 && column < 8) order.push(row * 8 + column);
    }
  }
  return order;
})();

/** Writes bits, most significant first, with a zero byte after every 0xff (ITU-T T.81, B.1.1.5). */
export class BitWriter {
  private readonly bytes: number[] = [];
  private pending = 0;
  private count = 0;

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.pending = (this.pending << 1) | ((value >> bit) & 1);
      if (++this.count === 8) {
        this.bytes.push(this.pending, ...(this.pending === 0xff ? [0] : []));
        this.pending = this.count = 0;
      }
    }
  }

  /** Fills the last byte with ones, then puts a marker. */
  marker(code: number): void {
    while (this.count !== 0) this.put(1, 1);
    this.bytes.push(0xff, code);
  }

  flush(): Buffer {
    while (this.count !== 0) this.put(1, 1);
    return Buffer.from(this.bytes);
  }
}

/** DC categories 0..11, four bits each: the code is the index. */
export const dcSymbols: readonly number[] = Array.from({ length: 12 }, (_, category) => category);
/** Run and size of AC coefficients, eight bits each: end of block, sixteen zeros, then run 0..15 by size 1..10. */
export const acSymbols: readonly number[] = [
  0x00,
  0xf0,
  ...Array.from({ length: 160 }, (_, index) => ((index % 16) << 4) | (Math.floor(index / 16) + 1)),
];

const sizeOf = (value: number): number => 32 - Math.clz32(Math.abs(value));
const extraBits = (value: number, size: number): number => (value < 0 ? value + 2 ** size - 1 : value);

/** Codes one block of quantised coefficients in zigzag order; returns its DC value. */
export function codeBlock(out: BitWriter, coefficients: readonly number[], previousDc: number): number {
  const dc = coefficients[0] ?? 0;
  const dcSize = sizeOf(dc - previousDc);
  out.put(dcSymbols.indexOf(dcSize), 4);
  out.put(extraBits(dc - previousDc, dcSize), dcSize);
  let run = 0;
  for (const value of coefficients.slice(1)) {
    if (value === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) out.put(acSymbols.indexOf(0xf0), 8);
    const size = sizeOf(value);
    out.put(acSymbols.indexOf((run << 4) | size), 8);
    out.put(extraBits(value, size), size);
    run = 0;
  }
  if (run > 0) out.put(acSymbols.indexOf(0), 8);
  return dc;
}

const cosines = Array.from({ length: 8 }, (_, frequency) =>
  Array.from(
    { length: 8 },
    (_, x) => (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * frequency * Math.PI) / 16),
  ),
);

/** Forward DCT (ITU-T T.81, A.3.3) of 64 level-shifted samples, divided by the quantiser, in zigzag order. */
export function transformBlock(samples: readonly number[], quantiser: number): number[] {
  const basis = (frequency: number, x: number): number => cosines[frequency]?.[x] ?? 0;
  const rows = Array.from({ length: 64 }, (_, at) => {
    const [y, u] = [at >> 3, at & 7];
    return [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, x) => sum + (samples[y * 8 + x] ?? 0) * basis(u, x), 0);
  });
  return zigzag.map((at) => {
    const [v, u] = [at >> 3, at & 7];
    const sum = [0, 1, 2, 3, 4, 5, 6, 7].reduce((total, y) => total + (rows[y * 8 + u] ?? 0) * basis(v, y), 0);
    return Math.round(sum / quantiser);
  });
}
