// Loops work in whole vectors: the caller allocates space after every row.

/** Adds bytes to 16-bit sums; sixteen at a time. */
export function addRow(row: usize, sums: usize, length: i32): void {
  for (let at = 0; at < length; at += 16) {
    const bytes = v128.load(row);
    v128.store(sums, i16x8.add(v128.load(sums), i16x8.extend_low_i8x16_u(bytes)));
    v128.store(sums, i16x8.add(v128.load(sums, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
    row += 16;
    sums += 32;
  }
}

/** As src/loops/png/cells.ts has it; two pixels at a time. */
export function addWeighted(row: usize, pixels: i32, columns: i32, sums: usize): void {
  const one = i16x8.splat(1);
  for (let x = 0; x < pixels;) {
    const end = min(pixels, x + columns);
    let cell = v128.load(sums);
    for (; x + 2 <= end; x += 2) {
      const parts = i16x8.extend_low_i8x16_u(v128.load64_zero(row));
      const weights = v128.shuffle<i16>(parts, one, 3, 3, 3, 8, 7, 7, 7, 8);
      cell = i32x4.add(cell, i32x4.extmul_low_i16x8_u(parts, weights));
      cell = i32x4.add(cell, i32x4.extmul_high_i16x8_u(parts, weights));
      row += 8;
    }
    if (x < end) {
      const parts = i16x8.extend_low_i8x16_u(v128.load32_zero(row));
      cell = i32x4.add(cell, i32x4.extmul_low_i16x8_u(parts, v128.shuffle<i16>(parts, one, 3, 3, 3, 8, 7, 7, 7, 8)));
      row += 4;
      x++;
    }
    v128.store(sums, cell);
    sums += 16;
  }
}

/** Pixels of RGB as RGBA, opaque; four at a time. */
export function expandRgb(row: usize, out: usize, pixels: i32): void {
  const opaque = i32x4.splat(0xff000000);
  for (let x = 0; x < pixels; x += 4) {
    const bytes = v128.load(row);
    const parts = i8x16.shuffle(bytes, bytes, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
    v128.store(out, v128.or(parts, opaque));
    row += 12;
    out += 16;
  }
}

/** Whether every pixel of a row of RGBA is opaque. */
export function isOpaque(row: usize, pixels: i32): i32 {
  const end = row + ((<usize>pixels) << 2);
  for (; row + 16 <= end; row += 16) {
    if (!i32x4.all_true(i32x4.ge_u(v128.load(row), i32x4.splat(0xff000000)))) return 0;
  }
  for (; row < end; row += 4) if (load<u8>(row, 3) !== 255) return 0;
  return 1;
}

/**
 * Means of cells of opaque pixels, as RGBA.
 *
 * @param sums of columns, `step` (3 or 4) for each pixel
 * @param width pixels in a row; the last cell may have fewer than `columns`
 * @param rows that were added up
 */
export function meanCells(sums: usize, width: i32, step: usize, columns: i32, rows: i32, out: usize): void {
  assert(step === 3 || step === 4);
  assert(columns * rows <= 128 * 128);
  for (let x = 0; x < width; x += columns) {
    const across = min(columns, width - x);
    let cell = i32x4.splat(0);
    for (let i = 0; i < across; i++) {
      cell = i32x4.add(cell, v128.load_ext<u16>(sums));
      sums += step << 1;
    }
    // A quarter more than half, of what a sum can differ by, so that halves are rounded up despite the rounding of the
    // factor.
    const factor: f32 = 1 / <f32>(across * rows);
    const mean = f32x4.add(f32x4.mul(f32x4.convert_i32x4_u(cell), f32x4.splat(factor)), f32x4.splat(0.5 + factor / 4));
    const rgba = i32x4.replace_lane(i32x4.trunc_sat_f32x4_u(mean), 3, 255);
    const narrow = i16x8.narrow_i32x4_s(rgba, rgba);
    v128.store_lane<u32>(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    out += 4;
  }
}

/** As src/loops/png/cells.ts has it. */
export function widenOpaque(row: usize, pixels: i32, step: usize, out: usize): void {
  assert(step === 3 || step === 4);
  const ones = i8x16.splat(-1);
  for (let at = 0; at < pixels; at += 4) {
    const bytes = v128.load(row);
    const rgba =
      step === 3
        ? i8x16.shuffle(bytes, ones, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16)
        : i8x16.shuffle(bytes, ones, 0, 1, 2, 16, 4, 5, 6, 16, 8, 9, 10, 16, 12, 13, 14, 16);
    v128.store(out, rgba);
    row += step << 2;
    out += 16;
  }
}
