// Loops work in whole vectors: the caller allocates space after the pixels.

/** Pixels that are not opaque. */
const TRANSLUCENT: i32 = 1;
/** Pixels whose red, green and blue differ. */
const COLOURED: i32 = 2;

/** Which of {@link TRANSLUCENT} and {@link COLOURED} there are among RGBA pixels. */
export function scanPixels(pixels: usize, count: i32): i32 {
  let alphas = i32x4.splat(-1);
  let differences = i32x4.splat(0);
  const end = pixels + ((<usize>count) << 2);
  for (; pixels + 16 <= end; pixels += 16) {
    const rgba = v128.load(pixels);
    alphas = v128.and(alphas, rgba);
    differences = v128.or(differences, v128.xor(rgba, i32x4.shr_u(rgba, 8)));
  }
  for (; pixels < end; pixels += 4) {
    const rgba = v128.load32_splat(pixels);
    alphas = v128.and(alphas, rgba);
    differences = v128.or(differences, v128.xor(rgba, i32x4.shr_u(rgba, 8)));
  }
  const opaque = i32x4.all_true(i32x4.ge_u(alphas, i32x4.splat(0xff000000)));
  const coloured = v128.any_true(v128.and(differences, i32x4.splat(0xffff)));
  return (opaque ? 0 : TRANSLUCENT) | (coloured ? COLOURED : 0);
}

/** The colours of RGBA pixels as RGB; up to 15 bytes behind them are overwritten. */
export function packRgb(pixels: usize, out: usize, count: i32): void {
  for (let at = 0; at < count; at += 4) {
    const rgba = v128.load(pixels);
    v128.store(out, i8x16.shuffle(rgba, rgba, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15));
    pixels += 16;
    out += 12;
  }
}
