// Palettes: the nearest entry of colours, and error diffusion. Points and palettes as in src/loops/palette.
export { heapStart } from "../heap";

const POINT_MAX: i16 = 4080;
const EXACT_DISTANCE: i32 = 512;
const MAX_ERROR: i16 = 768;
const SPREAD_SHARE: i16 = 10;

/** Index of an entry, and its squared distance. */
let foundIndex: i32 = 0;
let foundDistance: i32 = 0;

/** Finds the nearest entry of a point, given as its red and green four times, and its blue and alpha. */
// @inline
function find(redGreen: v128, blueAlpha: v128, palette: usize, groups: i32): void {
  let least = i32x4.splat(i32.MAX_VALUE);
  let best = i32x4.splat(0);
  for (let group = 0; group < groups; group++) {
    const across = i16x8.sub(redGreen, v128.load(palette));
    const along = i16x8.sub(blueAlpha, v128.load(palette, 16));
    const distance = i32x4.add(i32x4.dot_i16x8_s(across, across), i32x4.dot_i16x8_s(along, along));
    best = v128.bitselect(i32x4.splat(group), best, i32x4.lt_s(distance, least));
    least = i32x4.min_s(least, distance);
    palette += 32;
  }
  foundIndex = i32x4.extract_lane(best, 0) << 2;
  foundDistance = i32x4.extract_lane(least, 0);
  consider(i32x4.extract_lane(least, 1), (i32x4.extract_lane(best, 1) << 2) + 1);
  consider(i32x4.extract_lane(least, 2), (i32x4.extract_lane(best, 2) << 2) + 2);
  consider(i32x4.extract_lane(least, 3), (i32x4.extract_lane(best, 3) << 2) + 3);
}

/** Of equally near entries the first. */
// @inline
function consider(distance: i32, index: i32): void {
  if (distance < foundDistance || (distance === foundDistance && index < foundIndex)) {
    foundDistance = distance;
    foundIndex = index;
  }
}

// @inline
function redGreenOf(point: v128): v128 {
  return i8x16.shuffle(point, point, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
}

// @inline
function blueAlphaOf(point: v128): v128 {
  return i8x16.shuffle(point, point, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
}

/** Points of RGBA pixels, not premultiplied. */
export function weighPixels(pixels: usize, points: usize, count: i32): void {
  const weights = i32x4(12, 16, 10, 16);
  for (let i = 0; i < count; i++) {
    const rgba = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixels)));
    const colours = i32x4.mul(i32x4.replace_lane(rgba, 3, 255), weights);
    const products = i32x4.mul(colours, i32x4.splat(i32x4.extract_lane(rgba, 3)));
    // Below 2^24, so that the division's rounding never reaches the next integer.
    const sums = f32x4.convert_i32x4_u(i32x4.add(products, i32x4.splat(127)));
    const parts = i32x4.trunc_sat_f32x4_u(f32x4.div(sums, f32x4.splat(255)));
    v128.store_lane<u64>(points, i16x8.narrow_i32x4_s(parts, parts), 0);
    pixels += 4;
    points += 8;
  }
}

/** The nearest entry of each point, the first of equally near ones. */
export function nearestEntries(points: usize, count: i32, palette: usize, groups: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const point = v128.load64_zero(points);
    find(redGreenOf(point), blueAlphaOf(point), palette, groups);
    store<u8>(out + i, foundIndex);
    points += 8;
  }
}

// @inline
function spread(at: usize, error: v128): void {
  v128.store_lane<u64>(at, i16x8.add(v128.load64_zero(at), error), 0);
}

/** Entries of a row of points, by Floyd and Steinberg's error diffusion. */
export function ditherRow(
  points: usize,
  errors: usize,
  below: usize,
  count: i32,
  palette: usize,
  groups: i32,
  backwards: i32,
  out: usize,
): void {
  const step = backwards ? -1 : 1;
  let x = backwards ? count - 1 : 0;
  // Of the pixel before: flat areas are looked up once.
  let known: i64 = -1;
  let knownIndex = 0;
  let knownDistance = 0;
  for (let i = 0; i < count; i++) {
    const at = (<usize>x) << 3;
    const point = v128.load64_zero(points + at);
    const bits = i64x2.extract_lane(point, 0);
    if (bits !== known) {
      find(redGreenOf(point), blueAlphaOf(point), palette, groups);
      known = bits;
      knownIndex = foundIndex;
      knownDistance = foundDistance;
    }
    if (knownDistance <= EXACT_DISTANCE) {
      store<u8>(out + x, knownIndex);
    } else {
      const error = errors + at;
      const next = below + at;
      const moved = i16x8.add(point, v128.load64_zero(error));
      const wanted = i16x8.max_s(i16x8.min_s(moved, i16x8.splat(POINT_MAX)), i16x8.splat(0));
      find(redGreenOf(wanted), blueAlphaOf(wanted), palette, groups);
      store<u8>(out + x, foundIndex);
      const entry = palette + (((<usize>foundIndex) >> 2) << 5) + (((<usize>foundIndex) & 3) << 2);
      const colour = v128.load_lane<u32>(entry + 16, v128.load32_zero(entry), 1);
      const off = i16x8.sub(wanted, colour);
      const limited = i16x8.max_s(i16x8.min_s(off, i16x8.splat(MAX_ERROR)), i16x8.splat(-MAX_ERROR));
      const left = i16x8.shr_s(i16x8.mul(limited, i16x8.splat(SPREAD_SHARE)), 4);
      const ahead = i16x8.shr_s(i16x8.mul(left, i16x8.splat(7)), 4);
      const behind = i16x8.shr_s(i16x8.mul(left, i16x8.splat(3)), 4);
      const under = i16x8.shr_s(i16x8.mul(left, i16x8.splat(5)), 4);
      const forth = (<usize>step) << 3;
      spread(error + forth, ahead);
      spread(next - forth, behind);
      spread(next, under);
      spread(next + forth, i16x8.sub(i16x8.sub(i16x8.sub(left, ahead), behind), under));
    }
    x += step;
  }
}
