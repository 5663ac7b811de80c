import { LENGTH_MASK, LOOK_UP_BITS } from "./look-up";
import type { ProgressiveStore } from "./progressive-store";
import type { ScanState } from "./scan-state";

const INDEX_SHIFT = 32 - LOOK_UP_BITS;

/** First scan of the DC coefficients (ITU-T T.81, G.1.2.1). @returns the bit position behind the run */
export function decodeDcFirst(
  state: ScanState,
  store: ProgressiveStore,
  shift: number,
  from: number,
  to: number,
  position: number,
): number {
  const { reader, dcLookUp, dcOffset, predictors, component, blockCount } = state;
  const { view } = reader;
  const { coefficients } = store;
  let limit = reader.limit;
  for (let mcu = from; mcu < to; mcu++) {
    if (position > limit) {
      position = reader.refill(position);
      limit = reader.limit;
    }
    for (let b = 0; b < blockCount; b++) {
      const bits = view.getInt32(position >>> 3) << (position & 7);
      let entry = dcLookUp[(dcOffset[b] as number) + (bits >>> INDEX_SHIFT)] as number;
      if (entry === 0) entry = state.longDc(position, b);
      position += entry & LENGTH_MASK;
      const c = component[b] as number;
      const dc = ((predictors[c] as number) + (entry >> 8)) | 0;
      predictors[c] = dc;
      coefficients[(state.rowStart[b] as number) + Math.imul(mcu, state.step[b] as number)] = dc << shift;
    }
  }
  return position;
}

/** Refinement of the DC coefficients by one bit each (T.81, G.1.2.1.1). @returns the bit position behind the run */
export function refineDc(
  state: ScanState,
  store: ProgressiveStore,
  shift: number,
  from: number,
  to: number,
  position: number,
): number {
  const { reader, rowStart, step, blockCount } = state;
  const { view } = reader;
  const { coefficients } = store;
  for (let mcu = from; mcu < to; mcu++) {
    if (position > reader.limit) position = reader.refill(position);
    for (let b = 0; b < blockCount; b++, position++) {
      const bit = (view.getUint8(position >>> 3) >> (7 - (position & 7))) & 1;
      const at = (rowStart[b] as number) + Math.imul(mcu, step[b] as number);
      coefficients[at] = (coefficients[at] as number) | (bit << shift);
    }
  }
  return position;
}
