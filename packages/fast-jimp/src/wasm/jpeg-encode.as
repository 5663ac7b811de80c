// Inner loops of the JPEG encoder, in AssemblyScript: compiled to WebAssembly with SIMD by build.mjs, kept in
// jpeg-encode-wasm.ts. A strip is one row of MCUs: samples around 0, 32-bit floating-point numbers.

/** What one block of an MCU needs; jpeg/encode-scan.ts writes it. Addresses, unless a unit is named. */
@unmanaged
class EncodedBlock {
  /** First sample of the block in the first MCU. */
  samples: usize;
  /** Bytes from one row of samples to the next, and from one MCU to the next. */
  stride: i32;
  step: i32;
  /** MCUs from the first on in which the block shows any of the image. */
  visible: i32;
  /** 64 numbers to multiply with, columns first. */
  factors: usize;
  /** For each symbol code << 5 | length, 32 bits each. */
  dcCodes: usize;
  acCodes: usize;
  /** The component's last DC value. */
  predictor: usize;
}

// @ts-ignore: decorator
@inline
function weighted(red: v128, green: v128, blue: v128, r: f32, g: f32, b: f32): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(red, f32x4.splat(r)), f32x4.mul(green, f32x4.splat(g))),
    f32x4.mul(blue, f32x4.splat(b)),
  );
}

/** One byte of each of four pixels. */
// @ts-ignore: decorator
@inline
function part(pixels: v128, shift: i32): v128 {
  return f32x4.convert_i32x4_u(v128.and(i32x4.shr_u(pixels, shift), i32x4.splat(255)));
}

/** Sums of neighbours: four of eight numbers. */
// @ts-ignore: decorator
@inline
function paired(left: v128, right: v128): v128 {
  return f32x4.add(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7));
}

// @ts-ignore: decorator
@inline
function luma(pixels: v128): v128 {
  const y = weighted(part(pixels, 0), part(pixels, 8), part(pixels, 16), 0.299, 0.587, 0.114);
  return f32x4.sub(y, f32x4.splat(128));
}

/** RGBA to YCbCr (JFIF 1.02), chroma averaged over 2x2 pixels. 16 rows; `width` pixels each, a multiple of 16. */
export function colourStrip(rows: usize, width: i32, y: usize, cb: usize, cr: usize): void {
  const stride = <usize>width << 2;
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

const C4: f32 = 0.7071067811865476;
const C6: f32 = 0.38268343236508984;
const C2_MINUS_C6: f32 = 0.5411961001461971;
const C2_PLUS_C6: f32 = 1.3065629648763766;

// @ts-ignore: decorator
@inline
function scaledBy(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/**
 * Forward DCT of four columns, after Arai, Agui and Nakajima (1988): five multiplications each. The result is larger
 * than that of T.81, A.3.3 by what jpeg/quality.ts takes out of the divisors.
 */
// @ts-ignore: decorator
@inline
function forward(from: usize, stride: usize, to: usize): void {
  const s0 = v128.load(from);
  const s1 = v128.load(from + stride);
  const s2 = v128.load(from + 2 * stride);
  const s3 = v128.load(from + 3 * stride);
  const s4 = v128.load(from + 4 * stride);
  const s5 = v128.load(from + 5 * stride);
  const s6 = v128.load(from + 6 * stride);
  const s7 = v128.load(from + 7 * stride);
  const even0 = f32x4.add(s0, s7);
  const even1 = f32x4.add(s1, s6);
  const even2 = f32x4.add(s2, s5);
  const even3 = f32x4.add(s3, s4);
  const outer = f32x4.add(even0, even3);
  const inner = f32x4.add(even1, even2);
  const difference = f32x4.sub(even0, even3);
  const turned = scaledBy(f32x4.add(f32x4.sub(even1, even2), difference), C4);
  const last = f32x4.sub(s0, s7);
  const odd0 = f32x4.add(f32x4.sub(s3, s4), f32x4.sub(s2, s5));
  const odd1 = f32x4.add(f32x4.sub(s2, s5), f32x4.sub(s1, s6));
  const odd2 = f32x4.add(f32x4.sub(s1, s6), last);
  const shared = scaledBy(f32x4.sub(odd0, odd2), C6);
  const low = f32x4.add(scaledBy(odd0, C2_MINUS_C6), shared);
  const high = f32x4.add(scaledBy(odd2, C2_PLUS_C6), shared);
  const middle = scaledBy(odd1, C4);
  const sum = f32x4.add(last, middle);
  const rest = f32x4.sub(last, middle);
  v128.store(to, f32x4.add(outer, inner));
  v128.store(to + 32, f32x4.add(sum, high));
  v128.store(to + 64, f32x4.add(difference, turned));
  v128.store(to + 96, f32x4.sub(rest, low));
  v128.store(to + 128, f32x4.sub(outer, inner));
  v128.store(to + 160, f32x4.add(rest, low));
  v128.store(to + 192, f32x4.sub(difference, turned));
  v128.store(to + 224, f32x4.sub(sum, high));
}

/** Turns 4x4 numbers over; 32 bytes from one row to the next. */
// @ts-ignore: decorator
@inline
function turn(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 96);
}

const columns = memory.data(64 * 4, 16);
const turnedOver = memory.data(64 * 4, 16);
/** Quantised, columns first; then in zigzag order. */
const quantised = memory.data(64 * 2, 16);
const zigzag = memory.data(64 * 2, 16);

// @ts-ignore: decorator
@inline
function quantisedFour(at: usize, factors: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), v128.load(factors))));
}

/** Transforms and quantises a block into `zigzag`. @returns for each zigzag index a bit: whether it is not zero */
function quantise(block: EncodedBlock, samples: usize, order: usize): u64 {
  const stride = <usize>block.stride;
  forward(samples, stride, columns);
  forward(samples + 16, stride, columns + 16);
  turn(columns, turnedOver);
  turn(columns + 16, turnedOver + 128);
  turn(columns + 128, turnedOver + 16);
  turn(columns + 144, turnedOver + 144);
  forward(turnedOver, 32, columns);
  forward(turnedOver + 16, 32, columns + 16);
  const factors = block.factors;
  for (let at: usize = 0; at < 256; at += 32) {
    const left = quantisedFour(columns + at, factors + at);
    const right = quantisedFour(columns + at + 16, factors + at + 16);
    v128.store(quantised + (at >> 1), i16x8.narrow_i32x4_s(left, right));
  }
  for (let k: usize = 0; k < 64; k++) {
    store<i16>(zigzag + (k << 1), load<i16>(quantised + (<usize>load<u8>(order + k) << 1)));
  }
  let present: u64 = 0;
  const zero = i16x8.splat(0);
  for (let k: usize = 0; k < 64; k += 8) {
    const eight = i16x8.bitmask(i16x8.ne(v128.load(zigzag + (k << 1)), zero));
    present |= <u64>(<u32>eight) << k;
  }
  return present;
}

// The entropy-coded data: bits that do not make four bytes yet (the lower `used` of `pending`), and where the next go.
let pending: u64 = 0;
let used: i32 = 0;
let next: usize = 0;

// @ts-ignore: decorator
@inline
function putByte(byte: u32): void {
  store<u8>(next++, byte);
  if ((byte & 255) === 255) store<u8>(next++, 0);
}

/** A code, and `size` bits of a value: negative values one less, in two's complement (T.81, F.1.2.1). */
// @ts-ignore: decorator
@inline
function put(code: i32, value: i32, size: i32): void {
  const bits = ((code >> 5) << size) | ((value + (value >> 31)) & ((1 << size) - 1));
  const count = (code & 31) + size;
  pending = (pending << count) | <u64>(<u32>bits);
  used += count;
  if (used < 32) return;
  used -= 32;
  const word = <u32>(pending >> used);
  if ((word & 0x80808080 & ((word & 0x7f7f7f7f) + 0x01010101)) === 0) {
    store<u32>(next, bswap<u32>(word));
    next += 4;
  } else {
    for (let shift = 24; shift >= 0; shift -= 8) putByte(word >> shift);
  }
}

// @ts-ignore: decorator
@inline
function bitLength(value: i32): i32 {
  return 32 - <i32>clz(abs(value));
}

const END: usize = 0x00;
const SIXTEEN_ZEROS: usize = 0xf0;

/** Starts a scan. */
export function startScan(): void {
  pending = 0;
  used = 0;
}

/**
 * Encodes the MCUs of a strip (T.81, F.1.2).
 *
 * @param order for each zigzag index its place, columns first
 * @param out where at least 512 bytes a block are free
 * @returns the end of what was written
 */
export function encodeStrip(blocks: usize, blockCount: i32, mcus: i32, order: usize, out: usize): usize {
  next = out;
  const blocksEnd = blocks + <usize>blockCount * offsetof<EncodedBlock>();
  for (let mcu = 0; mcu < mcus; mcu++) {
    for (let at = blocks; at < blocksEnd; at += offsetof<EncodedBlock>()) {
      const block = changetype<EncodedBlock>(at);
      const last = load<i32>(block.predictor);
      let present: u64 = 0;
      let dc = last;
      // A block that only fills the MCU costs least as a copy of the one before.
      if (mcu < block.visible) {
        present = quantise(block, block.samples + <usize>(mcu * block.step), order);
        dc = load<i16>(zigzag);
        store<i32>(block.predictor, dc);
      }
      const size = bitLength(dc - last);
      put(load<i32>(block.dcCodes + (<usize>size << 2)), dc - last, size);
      const codes = block.acCodes;
      let before = 0;
      for (present &= ~1; present !== 0; present &= present - 1) {
        const k = <i32>ctz(present);
        let run = k - before - 1;
        for (; run > 15; run -= 16) put(load<i32>(codes + (SIXTEEN_ZEROS << 2)), 0, 0);
        const value = <i32>load<i16>(zigzag + (<usize>k << 1));
        const bits = bitLength(value);
        put(load<i32>(codes + (<usize>((run << 4) | bits) << 2)), value, bits);
        before = k;
      }
      if (before < 63) put(load<i32>(codes + (END << 2)), 0, 0);
    }
  }
  return next;
}

/** Writes the bits that are left, the last byte filled with ones. @returns the end of what was written */
export function finishScan(out: usize): usize {
  next = out;
  const fill = (8 - (used & 7)) & 7;
  pending = (pending << fill) | ((1 << fill) - 1);
  for (used += fill; used > 0; used -= 8) putByte(<u32>(pending >> (used - 8)));
  return next;
}
