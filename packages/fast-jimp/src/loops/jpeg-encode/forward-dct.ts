/** Rounds to a 32-bit floating-point number: so every operation is. */
const { fround } = Math;

const C4 = fround(Math.SQRT1_2);
const C6 = fround(0.38268343236508984);
const C2_MINUS_C6 = fround(0.5411961001461971);
const C2_PLUS_C6 = fround(1.3065629648763766);

/**
 * Forward DCT of eight numbers at `at`, `at + step`, …, after Arai, Agui and Nakajima (1988): five multiplications. The
 * result, at `toAt`, `toAt + toStep`, …, is larger than that of T.81, A.3.3 by what jpeg/quality.ts takes out of the
 * divisors.
 */
function forward(from: Float32Array, at: number, step: number, to: Float32Array, toAt: number, toStep: number): void {
  const s0 = from[at] as number;
  const s1 = from[at + step] as number;
  const s2 = from[at + 2 * step] as number;
  const s3 = from[at + 3 * step] as number;
  const s4 = from[at + 4 * step] as number;
  const s5 = from[at + 5 * step] as number;
  const s6 = from[at + 6 * step] as number;
  const s7 = from[at + 7 * step] as number;
  const even0 = fround(s0 + s7);
  const even1 = fround(s1 + s6);
  const even2 = fround(s2 + s5);
  const even3 = fround(s3 + s4);
  const outer = fround(even0 + even3);
  const inner = fround(even1 + even2);
  const difference = fround(even0 - even3);
  const turned = fround(fround(fround(even1 - even2) + difference) * C4);
  const last = fround(s0 - s7);
  const odd0 = fround(fround(s3 - s4) + fround(s2 - s5));
  const odd1 = fround(fround(s2 - s5) + fround(s1 - s6));
  const odd2 = fround(fround(s1 - s6) + last);
  const shared = fround(fround(odd0 - odd2) * C6);
  const low = fround(fround(odd0 * C2_MINUS_C6) + shared);
  const high = fround(fround(odd2 * C2_PLUS_C6) + shared);
  const middle = fround(odd1 * C4);
  const sum = fround(last + middle);
  const rest = fround(last - middle);
  to[toAt] = outer + inner;
  to[toAt + toStep] = sum + high;
  to[toAt + 2 * toStep] = difference + turned;
  to[toAt + 3 * toStep] = rest - low;
  to[toAt + 4 * toStep] = outer - inner;
  to[toAt + 5 * toStep] = rest + low;
  to[toAt + 6 * toStep] = difference - turned;
  to[toAt + 7 * toStep] = sum - high;
}

/**
 * Transforms a block: first its columns, then its rows.
 *
 * @param block 64 samples, row by row; their places take the coefficients, column by column
 * @param columns 64 numbers between the two passes
 */
export function transform(block: Float32Array, columns: Float32Array): void {
  for (let x = 0; x < 8; x++) forward(block, x, 8, columns, x, 8);
  for (let y = 0; y < 8; y++) forward(columns, y * 8, 1, block, y, 8);
}
