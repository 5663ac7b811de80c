/** Rounds to a 32-bit floating-point number: so every operation is. */
const { fround } = Math;

const SIXTEEN_ZEROS = 0xf0;

/** How the best choice so far ends at a coefficient that may stay. */
interface Choice {
  readonly k: number;
  /** Least bits up to here, less what the coefficients up to here cost as zeros. */
  readonly cost: number;
  readonly value: number;
  readonly previous: Choice | undefined;
}

const bitLength = (value: number): number => 32 - Math.clz32(value);

/** Coefficients of so many steps always stay: as zeros, their error is worth more than any symbol's bits. */
const KEPT = 1.5;
/** Coefficients that stay between which no more than so many others are skipped. */
const MAX_SKIPPED = 7;

/**
 * Replaces AC coefficients by smaller ones, or zeros, where that saves more bits than the error is worth: the shortest
 * path through the coefficients that are not zero, each as it is, one step less, or skipped.
 *
 * @param values 64 coefficients in zigzag order
 * @param exact the same before they were rounded
 * @param rateOf bits of a symbol with its value
 * @param weight bits that a squared error of 1 is worth
 */
export function lowerCost(
  values: Int16Array,
  exact: Float32Array,
  rateOf: (symbol: number) => number,
  weight: number,
): void {
  const distortion = (error: number): number => fround(weight * fround(error * error));
  /** Choices that the next one may follow. */
  let open: Choice[] = [{ k: 0, cost: 0, value: 0, previous: undefined }];
  let zeroed = 0;
  for (let k = 1; k < 64; k++) {
    const rounded = Math.abs(values[k] as number);
    if (rounded === 0) continue;
    const unrounded = Math.abs(exact[k] as number);
    let best: Choice = { k, cost: Infinity, value: 0, previous: undefined };
    for (const previous of open) {
      let run = k - previous.k - 1;
      let before = fround(previous.cost + zeroed);
      for (; run > 15; run -= 16) before = fround(before + rateOf(SIXTEEN_ZEROS));
      for (const value of candidates(rounded, unrounded)) {
        const symbol = (run << 4) | bitLength(value);
        const cost = fround(fround(before + rateOf(symbol)) + distortion(fround(unrounded - value)));
        if (cost < best.cost) best = { k, cost, value, previous };
      }
    }
    zeroed = fround(zeroed + distortion(unrounded));
    const choice = { ...best, cost: fround(best.cost - zeroed) };
    open = unrounded >= KEPT ? [choice] : [...open.slice(open.length === MAX_SKIPPED ? 1 : 0), choice];
  }
  const total = ({ k, cost }: Choice): number => (k < 63 ? fround(cost + rateOf(0)) : cost);
  let last: Choice | undefined = open.reduce((least, choice) => (total(choice) < total(least) ? choice : least));
  for (let k = 63; k > 0; k--) {
    if (last?.k !== k) values[k] = 0;
    else {
      values[k] = (values[k] as number) < 0 ? -last.value : last.value;
      last = last.previous;
    }
  }
}

/** One step less saves bits only where the value is shorter, and hardly any error where it was rounded down. */
function candidates(rounded: number, unrounded: number): number[] {
  const lower = rounded - 1;
  const mayLower = lower !== 0 && (rounded & lower) === 0 && unrounded < rounded;
  return mayLower ? [rounded, lower] : [rounded];
}
