/**
 * Position (row x 8 + column) of the n-th coefficient in zigzag order, walked along the diagonals (T.81, figure A.6).
 */
const zigzag: readonly number[] = Array.from({ length: 15 }, (_, sum) => {
  const diagonal = [];
  for (let row = 0; row <= sum; row++) if (row < 8 && sum - row < 8) diagonal.push(row * 8 + sum - row);
  return sum % 2 === 0 ? diagonal.reverse() : diagonal;
}).flat();

const basis = Array.from({ length: 64 }, (_, i) => {
  const k = i >> 3;
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos((((i & 7) * 2 + 1) * k * Math.PI) / 16);
});

/** Quantised DCT coefficients, in zigzag order, of the 8x8 samples that `sample` gives (T.81, A.3.3 and A.3.4). */
export function quantisedBlock(sample: (x: number, y: number) => number, divisors: readonly number[]): number[] {
  const samples = Float64Array.from({ length: 64 }, (_, at) => sample(at & 7, at >> 3) - 128);
  const rows = new Float64Array(64);
  for (let y = 0; y < 8; y++) {
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += (basis[k * 8 + x] as number) * (samples[y * 8 + x] as number);
      rows[y * 8 + k] = sum;
    }
  }
  return zigzag.map((at, n) => {
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += (basis[(at >> 3) * 8 + y] as number) * (rows[y * 8 + (at & 7)] as number);
    return Math.round(sum / (divisors[n] as number));
  });
}
