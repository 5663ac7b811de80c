// Colour conversion of JPEG. Loops work in whole vectors: the caller allocates space after every row.

// Of JFIF's factors what is left beside whole multiples, times 65536, so that it fits into 16 bits.
/** 1.402 - 1 */
const RED_FROM_CR: i16 = 26345;
/** -0.344136 */
const GREEN_FROM_CB: i16 = -22554;
/** 1 - 0.714136 */
const GREEN_FROM_CR: i16 = 18734;
/** 1.772 - 2 */
const BLUE_FROM_CB: i16 = -14942;

// @inline
function scaled(low: v128, high: v128): v128 {
  const half = i32x4.splat(32768);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), 16), i32x4.shr_s(i32x4.add(high, half), 16));
}

// Eight samples of each colour, of luma, and chroma less its neutral value.

// @inline
function redOf(y: v128, cr: v128): v128 {
  const factor = i16x8.splat(RED_FROM_CR);
  const rest = scaled(i32x4.extmul_low_i16x8_s(cr, factor), i32x4.extmul_high_i16x8_s(cr, factor));
  return i16x8.add(i16x8.add(y, cr), rest);
}

// @inline
function greenOf(y: v128, cb: v128, cr: v128): v128 {
  const factors = v128.shuffle<i16>(i16x8.splat(GREEN_FROM_CB), i16x8.splat(GREEN_FROM_CR), 0, 8, 1, 9, 2, 10, 3, 11);
  const rest = scaled(
    i32x4.dot_i16x8_s(v128.shuffle<i16>(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11), factors),
    i32x4.dot_i16x8_s(v128.shuffle<i16>(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15), factors),
  );
  return i16x8.add(i16x8.sub(y, cr), rest);
}

// @inline
function blueOf(y: v128, cb: v128): v128 {
  const factor = i16x8.splat(BLUE_FROM_CB);
  const rest = scaled(i32x4.extmul_low_i16x8_s(cb, factor), i32x4.extmul_high_i16x8_s(cb, factor));
  return i16x8.add(i16x8.add_sat_s(y, i16x8.shl(cb, 1)), rest);
}

/** Eight pixels' parts, 16 bits each, to opaque RGBA, clamped. */
// @inline
function storeRgba(out: usize, r: v128, g: v128, b: v128): void {
  const rg = i8x16.narrow_i16x8_u(r, g);
  const ba = i8x16.narrow_i16x8_u(b, i16x8.splat(255));
  const redGreen = v128.shuffle<i8>(rg, rg, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  const blueAlpha = v128.shuffle<i8>(ba, ba, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  v128.store(out, v128.shuffle<i16>(redGreen, blueAlpha, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(out + 16, v128.shuffle<i16>(redGreen, blueAlpha, 4, 12, 5, 13, 6, 14, 7, 15));
}

/** YCbCr (JFIF 1.02) to opaque RGBA; eight pixels at a time. */
export function toRgba(luma: usize, blue: usize, red: usize, out: usize, count: i32): void {
  const neutral = i16x8.splat(128);
  for (let i = 0; i < count; i += 8) {
    const y = v128.load_ext<u8>(luma);
    const cb = i16x8.sub(v128.load_ext<u8>(blue), neutral);
    const cr = i16x8.sub(v128.load_ext<u8>(red), neutral);
    storeRgba(out, redOf(y, cr), greenOf(y, cb, cr), blueOf(y, cb));
    luma += 8;
    blue += 8;
    red += 8;
    out += 32;
  }
}

/** YCbCr (JFIF 1.02) to rows of red, green and blue, `plane` bytes from one to the next; eight pixels at a time. */
export function toColours(luma: usize, blue: usize, red: usize, out: usize, plane: usize, count: i32): void {
  const neutral = i16x8.splat(128);
  for (let i = 0; i < count; i += 8) {
    const y = v128.load_ext<u8>(luma);
    const cb = i16x8.sub(v128.load_ext<u8>(blue), neutral);
    const cr = i16x8.sub(v128.load_ext<u8>(red), neutral);
    const redGreen = i8x16.narrow_i16x8_u(redOf(y, cr), greenOf(y, cb, cr));
    const b = blueOf(y, cb);
    v128.store_lane<i64>(out, redGreen, 0);
    v128.store_lane<i64>(out + plane, redGreen, 1);
    v128.store_lane<i64>(out + 2 * plane, i8x16.narrow_i16x8_u(b, b), 0);
    luma += 8;
    blue += 8;
    red += 8;
    out += 8;
  }
}

/** Rounds a sample of 6 fractional bits. */
// @inline
function rounded(sample: v128): v128 {
  return i16x8.shr_s(i16x8.add_sat_s(sample, i16x8.splat(32)), 6);
}

/** Samples of red, green and blue, `plane` bytes from one to the next, to opaque RGBA; eight pixels at a time. */
export function joinColours(samples: usize, plane: usize, out: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    storeRgba(
      out,
      rounded(v128.load(samples)),
      rounded(v128.load(samples + plane)),
      rounded(v128.load(samples + 2 * plane)),
    );
    samples += 16;
    out += 32;
  }
}

/** Samples of luma and chroma to opaque RGBA; eight pixels at a time. */
export function samplesToRgba(luma: usize, blue: usize, red: usize, out: usize, count: i32): void {
  const neutral = i16x8.splat(128 << 6);
  for (let i = 0; i < count; i += 8) {
    const y = v128.load(luma);
    const cb = i16x8.sub(v128.load(blue), neutral);
    const cr = i16x8.sub(v128.load(red), neutral);
    storeRgba(out, rounded(redOf(y, cr)), rounded(greenOf(y, cb, cr)), rounded(blueOf(y, cb)));
    luma += 16;
    blue += 16;
    red += 16;
    out += 32;
  }
}

/** The samples `rest` 64ths of the way from levels to the next ones. */
// @inline
function between(level: v128, next: v128, rest: v128): v128 {
  return i16x8.add(i16x8.shl(level, 6), i16x8.mul(i16x8.sub(next, level), rest));
}

/** Sums of 16 fractional bits to integers. */
// @inline
function integers(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16));
}

/** Of `chroma` times a factor, and of the next level of chroma: samples between the two, 64ths apart. */
// @inline
function scaledBetween(chroma: v128, factor: i16, whole: i32, rest: v128): v128 {
  const half = i32x4.splat(32768);
  const step = i32x4.splat(factor);
  const low = i32x4.add(i32x4.extmul_low_i16x8_s(chroma, i16x8.splat(factor)), half);
  const high = i32x4.add(i32x4.extmul_high_i16x8_s(chroma, i16x8.splat(factor)), half);
  const next = i16x8.add(chroma, i16x8.splat(1));
  return between(
    i16x8.add(i16x8.shl(chroma, whole), integers(low, high)),
    i16x8.add(i16x8.shl(next, whole), integers(i32x4.add(low, step), i32x4.add(high, step))),
    rest,
  );
}

/** As {@link samplesToRgba}, with what chroma adds to luma rounded at each of its levels, and interpolated between. */
export function levelsToRgba(luma: usize, blue: usize, red: usize, out: usize, count: i32): void {
  const neutral = i16x8.splat(128);
  const fraction = i16x8.splat(63);
  const one = i16x8.splat(1);
  const half = i32x4.splat(32768);
  const factors = v128.shuffle<i16>(i16x8.splat(GREEN_FROM_CB), i16x8.splat(GREEN_FROM_CR), 0, 8, 1, 9, 2, 10, 3, 11);
  const blueStep = i32x4.splat(GREEN_FROM_CB);
  const redStep = i32x4.splat(GREEN_FROM_CR);
  for (let i = 0; i < count; i += 8) {
    const y = v128.load(luma);
    const blueSamples = v128.load(blue);
    const redSamples = v128.load(red);
    const blueRest = v128.and(blueSamples, fraction);
    const redRest = v128.and(redSamples, fraction);
    const cb = i16x8.sub(i16x8.shr_s(blueSamples, 6), neutral);
    const cr = i16x8.sub(i16x8.shr_s(redSamples, 6), neutral);
    // Green has a level for each two of chroma: those of the next Cr, of the next Cb, and of both.
    const low = i32x4.add(i32x4.dot_i16x8_s(v128.shuffle<i16>(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11), factors), half);
    const high = i32x4.add(i32x4.dot_i16x8_s(v128.shuffle<i16>(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15), factors), half);
    const farLow = i32x4.add(low, blueStep);
    const farHigh = i32x4.add(high, blueStep);
    const next = i16x8.add(cr, one);
    const near = between(
      i16x8.sub(integers(low, high), cr),
      i16x8.sub(integers(i32x4.add(low, redStep), i32x4.add(high, redStep)), next),
      redRest,
    );
    const far = between(
      i16x8.sub(integers(farLow, farHigh), cr),
      i16x8.sub(integers(i32x4.add(farLow, redStep), i32x4.add(farHigh, redStep)), next),
      redRest,
    );
    const green = i16x8.add(near, i16x8.shr_s(i16x8.mul(i16x8.sub(far, near), blueRest), 6));
    storeRgba(
      out,
      rounded(i16x8.add_sat_s(y, scaledBetween(cr, RED_FROM_CR, 0, redRest))),
      rounded(i16x8.add_sat_s(y, green)),
      rounded(i16x8.add_sat_s(y, scaledBetween(cb, BLUE_FROM_CB, 1, blueRest))),
    );
    luma += 16;
    blue += 16;
    red += 16;
    out += 32;
  }
}
