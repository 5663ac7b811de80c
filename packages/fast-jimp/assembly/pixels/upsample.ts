// Chroma upsampling of full JPEG decodes. Loops work in whole vectors: the caller allocates space after every row.

/** Bytes to 16-bit sums: `weight` x near + far, or near alone where the weight is 1. */
export function blendRows(near: usize, far: usize, weight: i32, out: usize, count: i32): void {
  assert(weight === 1 || weight === 3);
  const times = i16x8.splat(<i16>weight);
  for (let i = 0; i < count; i += 8) {
    const sum = i16x8.mul(v128.load_ext<u8>(near), times);
    v128.store(out, weight === 1 ? sum : i16x8.add(sum, v128.load_ext<u8>(far)));
    near += 8;
    far += 8;
    out += 16;
  }
}

/**
 * Sums to twice as many bytes: each lies a quarter of a sample off its nearer one.
 *
 * @param sums 16-bit numbers; the one before the first and the one behind the last are there, too
 */
export function spread(sums: usize, count: i32, biasEven: i32, biasOdd: i32, shift: i32, out: usize): void {
  const three = i16x8.splat(3);
  for (let i = 0; i < count; i += 8) {
    const here = i16x8.mul(v128.load(sums), three);
    const even = i16x8.add(i16x8.add(here, v128.load(sums - 2)), i16x8.splat(<i16>biasEven));
    const odd = i16x8.add(i16x8.add(here, v128.load(sums + 2)), i16x8.splat(<i16>biasOdd));
    const evenBytes = i16x8.shr_s(even, shift);
    const oddBytes = i16x8.shl(i16x8.shr_s(odd, shift), 8);
    v128.store(out, v128.or(evenBytes, oddBytes));
    sums += 16;
    out += 16;
  }
}

/** Sums to as many bytes. */
export function settle(sums: usize, count: i32, bias: i32, shift: i32, out: usize): void {
  for (let i = 0; i < count; i += 8) {
    const bytes = i16x8.shr_s(i16x8.add(v128.load(sums), i16x8.splat(<i16>bias)), shift);
    v128.store_lane<i64>(out, i8x16.narrow_i16x8_u(bytes, bytes), 0);
    sums += 16;
    out += 8;
  }
}
