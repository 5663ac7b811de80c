/**
 * Forward DCT of 8x8 samples, in place, after Arai, Agui and Nakajima (1988): five multiplications a row. The result is
 * scaled by {@link dctScale}, which belongs into the divisors.
 */
export function forwardDct(block: Float64Array): void {
  for (let at = 0; at < 64; at += 8) transform(block, at, 1);
  for (let at = 0; at < 8; at++) transform(block, at, 8);
}

const scaleOf = (k: number): number => (k === 0 ? 1 : Math.SQRT2 * Math.cos((k * Math.PI) / 16));

/** How much larger than the DCT of ITU-T T.81, A.3.3 the coefficient in this row and column comes out. */
export const dctScale = (row: number, column: number): number => 8 * scaleOf(row) * scaleOf(column);

const C4 = Math.cos(Math.PI / 4);
const C6 = Math.cos((3 * Math.PI) / 8);
const C2_MINUS_C6 = Math.cos(Math.PI / 8) - C6;
const C2_PLUS_C6 = Math.cos(Math.PI / 8) + C6;

function transform(d: Float64Array, at: number, step: number): void {
  const s0 = d[at] as number;
  const s1 = d[at + step] as number;
  const s2 = d[at + 2 * step] as number;
  const s3 = d[at + 3 * step] as number;
  const s4 = d[at + 4 * step] as number;
  const s5 = d[at + 5 * step] as number;
  const s6 = d[at + 6 * step] as number;
  const s7 = d[at + 7 * step] as number;
  const even0 = s0 + s7;
  const even1 = s1 + s6;
  const even2 = s2 + s5;
  const even3 = s3 + s4;
  const outer = even0 + even3;
  const inner = even1 + even2;
  d[at] = outer + inner;
  d[at + 4 * step] = outer - inner;
  const difference = even0 - even3;
  const turned = (even1 - even2 + difference) * C4;
  d[at + 2 * step] = difference + turned;
  d[at + 6 * step] = difference - turned;
  const odd0 = s3 - s4 + s2 - s5;
  const odd1 = s2 - s5 + s1 - s6;
  const odd2 = s1 - s6 + s0 - s7;
  const shared = (odd0 - odd2) * C6;
  const low = odd0 * C2_MINUS_C6 + shared;
  const high = odd2 * C2_PLUS_C6 + shared;
  const middle = odd1 * C4;
  const sum = s0 - s7 + middle;
  const rest = s0 - s7 - middle;
  d[at + 5 * step] = rest + low;
  d[at + 3 * step] = rest - low;
  d[at + step] = sum + high;
  d[at + 7 * step] = sum - high;
}
