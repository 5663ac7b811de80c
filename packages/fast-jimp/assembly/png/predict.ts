/** Nearest of left, up and corner to left + up - corner (PNG specification, 9.4); 16 bits each. */
// @inline
export function paeth(left: v128, up: v128, corner: v128): v128 {
  const upward = i16x8.sub(up, corner);
  const sideways = i16x8.sub(left, corner);
  const toLeft = i16x8.abs(upward);
  const toUp = i16x8.abs(sideways);
  const toCorner = i16x8.abs(i16x8.add(sideways, upward));
  const least = i16x8.min_s(toCorner, i16x8.min_s(toLeft, toUp));
  return v128.bitselect(left, v128.bitselect(up, corner, i16x8.eq(least, toUp)), i16x8.eq(least, toLeft));
}

/** Half of the sum of bytes, rounded down. */
// @inline
export function average(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.avgr_u(a, b), v128.and(v128.xor(a, b), i8x16.splat(1)));
}
