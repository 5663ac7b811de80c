// Inner loops of the JPEG decoder, in AssemblyScript: compiled to WebAssembly with SIMD by build.mjs, kept in
// jpeg-blocks-wasm.ts. Entropy-coded bytes come through a window without their stuffed zeros; positions are in bits from
// its start. Whoever calls sees to it that a whole MCU can be read beyond `limit`.

/** What one block of an MCU needs; jpeg/block-table.ts writes it. Addresses, unless a unit is named. */
@unmanaged
class Block {
  /** Look-ups of jpeg/look-up.ts. */
  dcLookUp: usize;
  acLookUp: usize;
  acSkip: usize;
  /** Tables of {@link longCode}. */
  dcCodes: usize;
  acCodes: usize;
  /** 64 divisors in zigzag order, 32 bits each. */
  quant: usize;
  /** The component's last DC value. */
  predictor: usize;
  /** Samples per block edge: 1, 2, 4 or 8. */
  scale: i32;
  /** First zigzag index that the scale leaves out, and all after it. */
  bandEnd: i32;
  /** For each zigzag index its place among scale x scale coefficients. */
  places: usize;
  /** Samples from one row to the next. */
  stride: i32;
  /** First sample of this block in the row's first MCU. */
  at: usize;
  /** Samples from one MCU to the next. */
  step: i32;
}

// As in jpeg/look-up.ts.
const INDEX_SHIFT: u64 = 52;
const LENGTH_MASK: i32 = 31;
const ADVANCE_SHIFT: i32 = 5;
const ADVANCE_MASK: i32 = 0x7ff;
const END_OF_BLOCK: i32 = 128;
const LONG_CODE: i32 = 256;

/** Results of decodeRun that are no MCU. */
const NO_SUCH_CODE: i32 = -1;
const TOO_MANY_COEFFICIENTS: i32 = -2;

/** Bits that may be taken of the 57 that a load is sure to give, so that a look-up still has its 12. */
const SPENT: i32 = 45;

/** Coefficients of a block, 32 bits each; one place more for those that its scale leaves out. */
const coefficients = memory.data(65 * 4, 16);
/** Between the two passes of a transform. */
const work = memory.data(64 * 4, 16);

/** The next bits, left-aligned; at least 57 are real. */
// @ts-ignore: decorator
@inline
function peek(window: usize, position: i32): u64 {
  return bswap<u64>(load<u64>(window + (position >>> 3))) << (position & 7);
}

/**
 * Finds a code bit by bit (ITU-T T.81, F.2.2.3).
 *
 * @param codes for each length 1..16 first code, number of codes and index of the first symbol, 32 bits each; then symbols
 * @returns symbol | length << 8, or NO_SUCH_CODE
 */
function longCode(codes: usize, bits: u64): i32 {
  for (let length = 1; length <= 16; length++) {
    const row = codes + (length - 1) * 12;
    const offset = <i32>(bits >>> (64 - length)) - load<i32>(row);
    if (offset < load<i32>(row, 4)) return load<u8>(codes + 192 + load<i32>(row, 8) + offset) | (length << 8);
  }
  return NO_SUCH_CODE;
}

/** Value of `size` (1..16) bits (T.81, F.2.2.1). */
// @ts-ignore: decorator
@inline
function extend(value: i32, size: i32): i32 {
  return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

/** A DC difference that the look-up leaves open: difference << 8 | bits taken, or 0. */
function longDc(codes: usize, bits: u64): i32 {
  const found = longCode(codes, bits);
  const size = found & 255;
  if (found < 0 || size > 15) return 0;
  const length = found >> 8;
  const value = size === 0 ? 0 : extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 8) | (length + size);
}

/** An AC symbol that the look-up leaves open, as the look-up's entries with all its bits taken, or 0. */
function longAc(codes: usize, bits: u64): i32 {
  const found = longCode(codes, bits);
  if (found < 0) return 0;
  const length = found >> 8;
  const size = found & 15;
  const run = (found >> 4) & 15;
  if (size === 0) return ((run === 15 ? 16 : END_OF_BLOCK) << ADVANCE_SHIFT) | length;
  const value = extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 16) | ((run + 1) << ADVANCE_SHIFT) | (length + size);
}

/**
 * Decodes the MCUs `mcu`..`to` of a row (T.81, F.2).
 *
 * @param limit position beyond which the window may not hold a whole MCU
 * @param progress where the position is written when it returns
 * @returns the MCU that it stopped before, or NO_SUCH_CODE or TOO_MANY_COEFFICIENTS
 */
export function decodeRun(
  blocks: usize, blockCount: i32, mcu: i32, to: i32,
  window: usize, position: i32, limit: i32, progress: usize,
): i32 {
  const blocksEnd = blocks + <usize>blockCount * offsetof<Block>();
  let bits = peek(window, position);
  let taken = 0;
  for (; mcu < to; mcu++) {
    if (position + taken > limit) break;
    for (let at = blocks; at < blocksEnd; at += offsetof<Block>()) {
      const block = changetype<Block>(at);
      if (taken > SPENT) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
      }
      let entry = load<i32>(block.dcLookUp + (<usize>(bits >>> INDEX_SHIFT) << 2));
      if (entry === 0) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
        entry = longDc(block.dcCodes, bits);
        if (entry === 0) return NO_SUCH_CODE;
      }
      bits <<= entry & LENGTH_MASK;
      taken += entry & LENGTH_MASK;
      const dc = load<i32>(block.predictor) + (entry >> 8);
      store<i32>(block.predictor, dc);
      const out = block.at + mcu * block.step;
      const bandEnd = block.bandEnd;
      let k = 1;
      let any = 0;
      while (k < bandEnd) {
        if (taken > SPENT) {
          position += taken;
          taken = 0;
          bits = peek(window, position);
        }
        entry = load<i32>(block.acLookUp + (<usize>(bits >>> INDEX_SHIFT) << 2));
        let advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        if (advance >= LONG_CODE) {
          position += taken;
          taken = 0;
          bits = peek(window, position);
          entry = longAc(block.acCodes, bits);
          if (entry === 0) return NO_SUCH_CODE;
          advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        }
        bits <<= entry & LENGTH_MASK;
        taken += entry & LENGTH_MASK;
        k += advance;
        if (k > 64) {
          if (k < END_OF_BLOCK) return TOO_MANY_COEFFICIENTS;
          break;
        }
        const value = entry >> 16;
        any |= value;
        const place = <usize>load<u8>(block.places + k - 1);
        store<i32>(coefficients + (place << 2), value * load<i32>(block.quant + ((k - 1) << 2)));
      }
      while (k < 64) {
        if (taken > SPENT) {
          position += taken;
          taken = 0;
          bits = peek(window, position);
        }
        const skip = <i32>load<i16>(block.acSkip + (<usize>(bits >>> INDEX_SHIFT) << 1));
        const next = k + (skip >> ADVANCE_SHIFT);
        if (next <= 64 || (next >= END_OF_BLOCK && next < END_OF_BLOCK + 64)) {
          bits <<= skip & LENGTH_MASK;
          taken += skip & LENGTH_MASK;
          k = next;
          continue;
        }
        // The entry runs beyond this block, or has none of it: one symbol alone.
        position += taken;
        taken = 0;
        bits = peek(window, position);
        entry = load<i32>(block.acLookUp + (<usize>(bits >>> INDEX_SHIFT) << 2));
        if (((entry >> ADVANCE_SHIFT) & ADVANCE_MASK) >= LONG_CODE) entry = longAc(block.acCodes, bits);
        if (entry === 0) return NO_SUCH_CODE;
        bits <<= entry & LENGTH_MASK;
        taken += entry & LENGTH_MASK;
        k += (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        if (k > 64 && k < END_OF_BLOCK) return TOO_MANY_COEFFICIENTS;
      }
      const flat = dc * load<i32>(block.quant);
      if (block.scale === 1) {
        store<u8>(out, toSample((flat + 4) >> 3));
      } else if (any === 0) {
        fillSamples(out, block.stride, block.scale, toSample((flat + 4) >> 3));
      } else {
        store<i32>(coefficients, flat);
        transform(block.scale, out, block.stride);
        memory.fill(coefficients, 0, <usize>(block.scale * block.scale + 1) << 2);
      }
    }
  }
  store<i32>(progress, position + taken);
  return mcu;
}

// @ts-ignore: decorator
@inline
function toSample(value: i32): u8 {
  return <u8>max(0, min(255, value + 128));
}

function fillSamples(out: usize, stride: i32, scale: i32, sample: u8): void {
  for (let y = 0; y < scale; y++) {
    memory.fill(out, sample, scale);
    out += stride;
  }
}

/**
 * Transforms a row of blocks that were kept until the end, as those of progressive frames.
 *
 * @param kept scale x scale coefficients of each block, 16 bits each, row by row
 * @param divisors scale x scale, 32 bits each, row by row
 */
export function transformRow(
  kept: usize, divisors: usize, blocks: i32, scale: i32, out: usize, stride: i32,
): void {
  const size = scale * scale;
  for (let b = 0; b < blocks; b++) {
    for (let i = 0; i < size; i++) {
      const value = <i32>load<i16>(kept + (i << 1)) * load<i32>(divisors + (i << 2));
      store<i32>(coefficients + (i << 2), value);
    }
    if (scale === 1) store<u8>(out, toSample((load<i32>(coefficients) + 4) >> 3));
    else transform(scale, out, stride);
    kept += size << 1;
    out += scale;
  }
  memory.fill(coefficients, 0, size << 2);
}

// @ts-ignore: decorator
@inline
function transform(scale: i32, out: usize, stride: i32): void {
  if (scale === 8) idct8(out, stride);
  else if (scale === 4) idct4(out, stride);
  else idct2(out, stride);
}

// Inverse DCTs (T.81, A.3.3) to 8x8, 4x4 and 2x2 samples. A reduced transform takes the lowest frequencies alone and is
// the exact inverse for them. A coefficient that no encoder can have meant wraps around, and only spoils its own block.

/** Fractional bits of the constants. */
const CONST_BITS: i32 = 13;
/** Fractional bits of what the first pass hands to the second. */
const PASS_BITS: i32 = 2;
const FIRST_SHIFT: i32 = CONST_BITS - PASS_BITS;
const LAST_SHIFT: i32 = CONST_BITS + PASS_BITS + 3;
const FIRST_BIAS: i32 = 1 << (FIRST_SHIFT - 1);
/** Half of the last place, and the level shift by 128. */
const LAST_BIAS: i32 = (1 << (LAST_SHIFT - 1)) + (128 << LAST_SHIFT);

// Constants times 1 << CONST_BITS.
const FIX_0_298: i32 = 2446;
const FIX_0_390: i32 = 3196;
const FIX_0_541: i32 = 4433;
const FIX_0_765: i32 = 6270;
const FIX_0_899: i32 = 7373;
const FIX_1_175: i32 = 9633;
const FIX_1_306: i32 = 10703;
const FIX_1_501: i32 = 12299;
const FIX_1_847: i32 = 15137;
const FIX_1_961: i32 = 16069;
const FIX_2_053: i32 = 16819;
const FIX_2_562: i32 = 20995;
const FIX_3_072: i32 = 25172;

// @ts-ignore: decorator
@inline
function times(a: v128, constant: i32): v128 {
  return i32x4.mul(a, i32x4.splat(constant));
}

/** One pass over four rows or columns, after Loeffler, Ligtenberg and Moschytz (1989); 16 bytes from one to the next. */
// @ts-ignore: decorator
@inline
function pass8(from: usize, to: usize, step: usize, bias: i32, shift: i32): void {
  const s0 = v128.load(from);
  const s1 = v128.load(from + step);
  const s2 = v128.load(from + 2 * step);
  const s3 = v128.load(from + 3 * step);
  const s4 = v128.load(from + 4 * step);
  const s5 = v128.load(from + 5 * step);
  const s6 = v128.load(from + 6 * step);
  const s7 = v128.load(from + 7 * step);
  const z1 = times(i32x4.add(s2, s6), FIX_0_541);
  const t2 = i32x4.sub(z1, times(s6, FIX_1_847));
  const t3 = i32x4.add(z1, times(s2, FIX_0_765));
  const t0 = i32x4.add(i32x4.shl(i32x4.add(s0, s4), CONST_BITS), i32x4.splat(bias));
  const t1 = i32x4.add(i32x4.shl(i32x4.sub(s0, s4), CONST_BITS), i32x4.splat(bias));
  const e0 = i32x4.add(t0, t3);
  const e3 = i32x4.sub(t0, t3);
  const e1 = i32x4.add(t1, t2);
  const e2 = i32x4.sub(t1, t2);
  const s73 = i32x4.add(s7, s3);
  const s51 = i32x4.add(s5, s1);
  const z5 = times(i32x4.add(s73, s51), FIX_1_175);
  const za = times(i32x4.add(s7, s1), -FIX_0_899);
  const zb = times(i32x4.add(s5, s3), -FIX_2_562);
  const zc = i32x4.sub(z5, times(s73, FIX_1_961));
  const zd = i32x4.sub(z5, times(s51, FIX_0_390));
  const o3 = i32x4.add(i32x4.add(times(s7, FIX_0_298), za), zc);
  const o2 = i32x4.add(i32x4.add(times(s5, FIX_2_053), zb), zd);
  const o1 = i32x4.add(i32x4.add(times(s3, FIX_3_072), zb), zc);
  const o0 = i32x4.add(i32x4.add(times(s1, FIX_1_501), za), zd);
  v128.store(to, i32x4.shr_s(i32x4.add(e0, o0), shift));
  v128.store(to + step, i32x4.shr_s(i32x4.add(e1, o1), shift));
  v128.store(to + 2 * step, i32x4.shr_s(i32x4.add(e2, o2), shift));
  v128.store(to + 3 * step, i32x4.shr_s(i32x4.add(e3, o3), shift));
  v128.store(to + 4 * step, i32x4.shr_s(i32x4.sub(e3, o3), shift));
  v128.store(to + 5 * step, i32x4.shr_s(i32x4.sub(e2, o2), shift));
  v128.store(to + 6 * step, i32x4.shr_s(i32x4.sub(e1, o1), shift));
  v128.store(to + 7 * step, i32x4.shr_s(i32x4.sub(e0, o0), shift));
}

/** Turns 4x4 numbers over; `step` bytes from one row to the next. */
// @ts-ignore: decorator
@inline
function turn4(from: usize, to: usize, step: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}

const turned = memory.data(64 * 4, 16);

function turn8(from: usize, to: usize): void {
  turn4(from, to, 32);
  turn4(from + 16, to + 128, 32);
  turn4(from + 128, to + 16, 32);
  turn4(from + 144, to + 144, 32);
}

function idct8(out: usize, stride: i32): void {
  pass8(coefficients, work, 32, FIRST_BIAS, FIRST_SHIFT);
  pass8(coefficients + 16, work + 16, 32, FIRST_BIAS, FIRST_SHIFT);
  turn8(work, turned);
  pass8(turned, work, 32, LAST_BIAS, LAST_SHIFT);
  pass8(turned + 16, work + 16, 32, LAST_BIAS, LAST_SHIFT);
  turn8(work, turned);
  for (let y: usize = 0; y < 256; y += 32) {
    const row = i16x8.narrow_i32x4_s(v128.load(turned + y), v128.load(turned + y + 16));
    v128.store_lane<i64>(out, i8x16.narrow_i16x8_u(row, row), 0);
    out += stride;
  }
}

/** One pass over four rows or columns of 4x4. */
// @ts-ignore: decorator
@inline
function pass4(from: usize, to: usize, bias: i32, shift: i32): void {
  const s0 = v128.load(from);
  const s1 = v128.load(from + 16);
  const s2 = v128.load(from + 32);
  const s3 = v128.load(from + 48);
  const e0 = i32x4.add(i32x4.shl(i32x4.add(s0, s2), CONST_BITS), i32x4.splat(bias));
  const e1 = i32x4.add(i32x4.shl(i32x4.sub(s0, s2), CONST_BITS), i32x4.splat(bias));
  const o0 = i32x4.add(times(s1, FIX_1_306), times(s3, FIX_0_541));
  const o1 = i32x4.sub(times(s1, FIX_0_541), times(s3, FIX_1_306));
  v128.store(to, i32x4.shr_s(i32x4.add(e0, o0), shift));
  v128.store(to + 16, i32x4.shr_s(i32x4.add(e1, o1), shift));
  v128.store(to + 32, i32x4.shr_s(i32x4.sub(e1, o1), shift));
  v128.store(to + 48, i32x4.shr_s(i32x4.sub(e0, o0), shift));
}

function idct4(out: usize, stride: i32): void {
  pass4(coefficients, work, FIRST_BIAS, FIRST_SHIFT);
  turn4(work, work, 16);
  pass4(work, work, LAST_BIAS, LAST_SHIFT);
  turn4(work, work, 16);
  for (let y: usize = 0; y < 64; y += 16) {
    const row = v128.load(work + y);
    const narrow = i16x8.narrow_i32x4_s(row, row);
    v128.store_lane<i32>(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    out += stride;
  }
}

function idct2(out: usize, stride: i32): void {
  const dc = load<i32>(coefficients) + 4;
  const across = load<i32>(coefficients, 4);
  const down = load<i32>(coefficients, 8);
  const both = load<i32>(coefficients, 12);
  store<u8>(out, toSample((dc + across + down + both) >> 3));
  store<u8>(out, toSample((dc - across + down - both) >> 3), 1);
  store<u8>(out + stride, toSample((dc + across - down - both) >> 3));
  store<u8>(out + stride, toSample((dc - across - down + both) >> 3), 1);
}
