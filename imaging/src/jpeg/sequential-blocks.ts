import { idct2, idct4, idct8 } from "./idct";
import { ADVANCE_SHIFT, END_OF_BLOCK, LENGTH_MASK, LONG_CODE, LOOK_UP_BITS } from "./look-up";
import type { ScanState } from "./scan-state";
import { corrupt } from "./segments";
import { ZIGZAG } from "./zigzag";

const INDEX_SHIFT = 32 - LOOK_UP_BITS;

/** Last zigzag index of the S x S lowest frequencies, plus one, by S. */
const BAND_END = Uint8Array.of(1, 1, 5, 0, 25, 0, 0, 0, 64);

/** Place of each zigzag index in a block of S x S, by S; a place beyond it for the frequencies it leaves out. */
const placesFor = (scale: number): Uint8Array =>
  ZIGZAG.map((at) => ((at & 7) < scale && at >> 3 < scale ? (at >> 3) * scale + (at & 7) : scale * scale));
const PLACES_2 = placesFor(2);
const PLACES_4 = placesFor(4);

const block = new Int32Array(65);

/**
 * Passes over the rest of a block.
 *
 * @param k zigzag index of the next coefficient, 1..63
 * @returns the bit position behind the block
 */
export function skipAc(state: ScanState, position: number, b: number, k: number): number {
  const { view } = state.reader;
  const { acSkip } = state;
  const offset = state.acOffset[b] as number;
  for (;;) {
    let entry: number;
    do {
      let bits = view.getInt32(position >>> 3) << (position & 7);
      entry = acSkip[offset + (bits >>> INDEX_SHIFT)] as number;
      position += entry & LENGTH_MASK;
      k += entry >> ADVANCE_SHIFT;
      if (k >= 64) break;
      bits <<= entry & LENGTH_MASK;
      entry = acSkip[offset + (bits >>> INDEX_SHIFT)] as number;
      position += entry & LENGTH_MASK;
      k += entry >> ADVANCE_SHIFT;
    } while (k < 64);
    if (k === 64 || (k >= END_OF_BLOCK && k < END_OF_BLOCK + 64)) return position;
    // The entry runs beyond this block, or has none of it: once more, symbol by symbol.
    position -= entry & LENGTH_MASK;
    k -= entry >> ADVANCE_SHIFT;
    entry = nextAc(state, position, b);
    position += entry & LENGTH_MASK;
    k += (entry >> ADVANCE_SHIFT) & 0x7ff;
    if (k === 64 || k >= END_OF_BLOCK) return position;
    if (k > 64) throw corrupt("a block with more than 64 coefficients");
  }
}

/** One AC symbol: an entry of the look-up, with all its bits taken. */
function nextAc(state: ScanState, position: number, b: number): number {
  const bits = state.reader.view.getInt32(position >>> 3) << (position & 7);
  const entry = state.acLookUp[(state.acOffset[b] as number) + (bits >>> INDEX_SHIFT)] as number;
  return ((entry >> ADVANCE_SHIFT) & 0x7ff) >= LONG_CODE ? state.longAc(position, b) : entry;
}

/**
 * Decodes a block's AC coefficients and writes its S x S samples.
 *
 * @param dc the block's DC coefficient, not yet dequantised
 * @param at the block's first sample
 * @returns the bit position behind the block
 */
export function decodeBlock(
  state: ScanState,
  samples: Uint8ClampedArray,
  position: number,
  b: number,
  dc: number,
  at: number,
): number {
  const { view } = state.reader;
  const { acLookUp, quant } = state;
  const acOffset = state.acOffset[b] as number;
  const quantOffset = (state.component[b] as number) * 64;
  const scale = state.scale[b] as number;
  const stride = state.stride[b] as number;
  const places = scale === 8 ? ZIGZAG : scale === 4 ? PLACES_4 : PLACES_2;
  const bandEnd = BAND_END[scale] as number;
  let k = 1;
  let any = 0;
  while (k < bandEnd) {
    const bits = view.getInt32(position >>> 3) << (position & 7);
    let entry = acLookUp[acOffset + (bits >>> INDEX_SHIFT)] as number;
    let advance = (entry >> ADVANCE_SHIFT) & 0x7ff;
    if (advance >= LONG_CODE) {
      entry = state.longAc(position, b);
      advance = (entry >> ADVANCE_SHIFT) & 0x7ff;
    }
    position += entry & LENGTH_MASK;
    k += advance;
    if (k > 64) break;
    const value = entry >> 16;
    any |= value;
    block[places[k - 1] as number] = Math.imul(value, quant[quantOffset + k - 1] as number);
  }
  if (k < 64) position = skipAc(state, position, b, k);
  else if (k > 64 && k < END_OF_BLOCK) throw corrupt("a block with more than 64 coefficients");
  const flat = Math.imul(dc, quant[quantOffset] as number);
  if (any === 0) {
    fillBlock(samples, at, stride, scale, ((flat + 4) >> 3) + 128);
    return position;
  }
  block[0] = flat;
  if (scale === 8) idct8(block, samples, at, stride);
  else if (scale === 4) idct4(block, samples, at, stride);
  else idct2(block, samples, at, stride);
  block.fill(0);
  return position;
}

function fillBlock(samples: Uint8ClampedArray, at: number, stride: number, scale: number, value: number): void {
  for (let y = 0; y < scale; y++, at += stride) {
    for (let x = 0; x < scale; x++) samples[at + x] = value;
  }
}
