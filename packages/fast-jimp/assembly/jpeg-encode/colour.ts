// Pixels to samples around 0, 32-bit floating-point numbers.

// @inline
function weighted(red: v128, green: v128, blue: v128, r: f32, g: f32, b: f32): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(red, f32x4.splat(r)), f32x4.mul(green, f32x4.splat(g))),
    f32x4.mul(blue, f32x4.splat(b)),
  );
}

/** One byte of each of four pixels. */
// @inline
function part(pixels: v128, shift: i32): v128 {
  return f32x4.convert_i32x4_u(v128.and(i32x4.shr_u(pixels, shift), i32x4.splat(255)));
}

/** Sums of neighbours: four of eight numbers. */
// @inline
function paired(left: v128, right: v128): v128 {
  return f32x4.add(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7));
}

// @inline
function luma(pixels: v128): v128 {
  const y = weighted(part(pixels, 0), part(pixels, 8), part(pixels, 16), 0.299, 0.587, 0.114);
  return f32x4.sub(y, f32x4.splat(128));
}

/** RGBA to YCbCr (JFIF 1.02), chroma averaged over 2x2 pixels. 16 rows; `width` pixels each, a multiple of 16. */
export function colourStrip(rows: usize, width: i32, y: usize, cb: usize, cr: usize): void {
  assert(width % 16 === 0);
  const stride = (<usize>width) << 2;
  for (let row = 0; row < 16; row += 2) {
    for (let x = 0; x < width; x += 8) {
      const a0 = v128.load(rows);
      const a1 = v128.load(rows, 16);
      const b0 = v128.load(rows + stride);
      const b1 = v128.load(rows + stride, 16);
      v128.store(y, luma(a0));
      v128.store(y, luma(a1), 16);
      v128.store(y + stride, luma(b0));
      v128.store(y + stride, luma(b1), 16);
      const red = paired(f32x4.add(part(a0, 0), part(b0, 0)), f32x4.add(part(a1, 0), part(b1, 0)));
      const green = paired(f32x4.add(part(a0, 8), part(b0, 8)), f32x4.add(part(a1, 8), part(b1, 8)));
      const blue = paired(f32x4.add(part(a0, 16), part(b0, 16)), f32x4.add(part(a1, 16), part(b1, 16)));
      v128.store(cb, weighted(red, green, blue, -0.168736 / 4, -0.331264 / 4, 0.5 / 4));
      v128.store(cr, weighted(red, green, blue, 0.5 / 4, -0.418688 / 4, -0.081312 / 4));
      rows += 32;
      y += 32;
      cb += 16;
      cr += 16;
    }
    rows += stride;
    y += stride;
  }
}

/** RGBA to YCbCr, chroma of every pixel. `count` pixels, a multiple of 4. */
export function fullColourStrip(pixels: usize, count: i32, y: usize, cb: usize, cr: usize): void {
  assert(count % 4 === 0);
  for (let i = 0; i < count; i += 4) {
    const four = v128.load(pixels);
    const red = part(four, 0);
    const green = part(four, 8);
    const blue = part(four, 16);
    v128.store(y, luma(four));
    v128.store(cb, weighted(red, green, blue, -0.168736, -0.331264, 0.5));
    v128.store(cr, weighted(red, green, blue, 0.5, -0.418688, -0.081312));
    pixels += 16;
    y += 16;
    cb += 16;
    cr += 16;
  }
}

/** Grey bytes to samples. */
export function greyStrip(bytes: usize, out: usize, count: i32): void {
  const half = f32x4.splat(128);
  for (let i = 0; i < count; i += 8) {
    const wide = v128.load_ext<u8>(bytes);
    v128.store(out, f32x4.sub(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(wide)), half));
    v128.store(out, f32x4.sub(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(wide)), half), 16);
    bytes += 8;
    out += 32;
  }
}
