// Inner loops of the JPEG decoder, in AssemblyScript: compiled to WebAssembly with SIMD by build.mjs, kept in
// jpeg-blocks-wasm.ts.

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

/** A result that is no MCU, as NO_SUCH_CODE. */
const TOO_MANY_COEFFICIENTS: i32 = -2;

/** A DC difference that the look-up leaves open: difference << 8 | bits taken, or 0. */
function longDc(codes: usize, bits: u64): i32 {
  const found = longCode(codes, bits);
  const size = found & 255;
  if (found < 0 || size > 15) return 0;
  const length = found >> 8;
  const value = size === 0 ? 0 : extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 8) | (length + size);
}

/** An AC symbol that a look-up's entry leaves open, as the entries are with all its bits taken, or 0. */
function longAc(open: i32, codes: usize, bits: u64): i32 {
  const follow = ((open >> ADVANCE_SHIFT) & ADVANCE_MASK) - BITS_FOLLOW;
  if (follow > 0) {
    const bitCount = open >> 16;
    const codeLength = open & LENGTH_MASK;
    const following = extend(<i32>((bits << codeLength) >>> (64 - bitCount)), bitCount);
    return (following << 16) | (follow << ADVANCE_SHIFT) | (codeLength + bitCount);
  }
  const found = longCode(codes, bits);
  if (found < 0) return 0;
  const length = found >> 8;
  const size = found & 15;
  const run = (found >> 4) & 15;
  if (size === 0) return ((run === 15 ? 16 : END_OF_BLOCK) << ADVANCE_SHIFT) | length;
  const value = extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 16) | ((run + 1) << ADVANCE_SHIFT) | (length + size);
}

// @ts-ignore: decorator
@inline
function skipAt(block: Block, bits: u64): i32 {
  return load<i16>(block.acSkip + (<usize>(bits >>> INDEX_SHIFT) << 1));
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
        if (entry === 0) return givenUp(NO_SUCH_CODE);
      }
      bits <<= entry;
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
          entry = longAc(entry, block.acCodes, bits);
          if (entry === 0) return givenUp(NO_SUCH_CODE);
          advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        }
        bits <<= entry;
        taken += entry & LENGTH_MASK;
        k += advance;
        if (k > 64) {
          if (k < END_OF_BLOCK) return givenUp(TOO_MANY_COEFFICIENTS);
          break;
        }
        const value = entry >> 16;
        any |= value;
        const place = <usize>load<u8>(block.places + k - 1);
        store<i32>(coefficients + (place << 2), value * load<i32>(block.quant + ((k - 1) << 2)));
      }
      // Four look-ups to each load: they take 48 bits at most, and the last still has its 12.
      while (k < 64) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
        let skip = skipAt(block, bits);
        let next = k + (skip >> ADVANCE_SHIFT);
        if (next < 64) {
          k = next;
          bits <<= skip;
          taken = skip & LENGTH_MASK;
          skip = skipAt(block, bits);
          next = k + (skip >> ADVANCE_SHIFT);
          if (next < 64) {
            k = next;
            bits <<= skip;
            taken += skip & LENGTH_MASK;
            skip = skipAt(block, bits);
            next = k + (skip >> ADVANCE_SHIFT);
            if (next < 64) {
              k = next;
              bits <<= skip;
              taken += skip & LENGTH_MASK;
              skip = skipAt(block, bits);
              next = k + (skip >> ADVANCE_SHIFT);
              if (next < 64) {
                k = next;
                taken += skip & LENGTH_MASK;
                continue;
              }
            }
          }
        }
        if (next === 64 || <u32>(next - END_OF_BLOCK) < 64) {
          bits <<= skip;
          taken += skip & LENGTH_MASK;
          break;
        }
        // The entry runs beyond this block, or has none of it: one symbol alone.
        position += taken;
        bits = peek(window, position);
        entry = load<i32>(block.acLookUp + (<usize>(bits >>> INDEX_SHIFT) << 2));
        if (((entry >> ADVANCE_SHIFT) & ADVANCE_MASK) >= LONG_CODE) entry = longAc(entry, block.acCodes, bits);
        if (entry === 0) return givenUp(NO_SUCH_CODE);
        bits <<= entry;
        taken = entry & LENGTH_MASK;
        k += (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        if (k > 64 && k < END_OF_BLOCK) return givenUp(TOO_MANY_COEFFICIENTS);
      }
      const flat = dc * load<i32>(block.quant);
      if (block.scale === 1) {
        store<u8>(out, toSample((flat + 4) >> 3));
      } else if (any === 0) {
        fillSamples(out, block.stride, block.scale, toSample((flat + 4) >> 3));
      } else {
        store<i32>(coefficients, flat);
        transform(block.scale, out, block.stride);
        clearCoefficients(block.scale);
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

/**
 * One value for all of a block; with plain stores, because the instruction that fills memory calls out of the module.
 */
// @ts-ignore: decorator
@inline
function fillSamples(out: usize, stride: i32, scale: i32, sample: u8): void {
  const all = <u64>sample * 0x0101010101010101;
  for (let y = 0; y < scale; y++) {
    if (scale === 2) store<u16>(out, <u16>all);
    else if (scale === 4) store<u32>(out, <u32>all);
    else store<u64>(out, all);
    out += stride;
  }
}

/** A result for a block that is left unfinished: the next one that is decoded must not have its coefficients. */
function givenUp(reason: i32): i32 {
  clearCoefficients(8);
  return reason;
}

/** Makes the coefficients of a block 0 again. */
// @ts-ignore: decorator
@inline
function clearCoefficients(scale: i32): void {
  const end = coefficients + (<usize>(scale * scale) << 2);
  for (let at = coefficients; at <= end; at += 16) v128.store(at, i32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function transform(scale: i32, out: usize, stride: i32): void {
  if (scale === 8) idct8(out, stride);
  else if (scale === 4) idct4(out, stride);
  else idct2(out, stride);
}
