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
  /** The next choice before this one that may be followed: the nearest that costs less. */
  readonly cheaper: Choice | undefined;
}

const bitLength = (value: number): number => 32 - Math.clz32(value);

/** Coefficients of so many steps always stay: as zeros, their error is worth more than any symbol's bits. */
const KEPT = 1.5;
/** As many choices are looked at before a coefficient. */
const MOST_FOLLOWED = 7;

/** The least bits up to a symbol of `size` bits at `k` that follows one of the choices from `nearest` on. */
function follow(
  nearest: Choice,
  k: number,
  size: number,
  rateOf: (symbol: number) => number,
): { readonly least: number; readonly previous: Choice } {
  let [least, previous] = [Infinity, nearest];
  let at: Choice | undefined = nearest;
  for (let left = MOST_FOLLOWED; left > 0 && at; left--) {
    let run = k - at.k - 1;
    let { cost } = at;
    for (; run > 15; run -= 16) cost = fround(cost + rateOf(SIXTEEN_ZEROS));
    cost = fround(cost + rateOf((run << 4) | size));
    if (cost < least) [least, previous] = [cost, at];
    at = at.cheaper;
  }
  return { least, previous };
}

/** One step less saves bits only where the value is shorter, and hardly any error where it was rounded down. */
function candidates(rounded: number, exact: number): number[] {
  const lower = rounded - 1;
  const mayLower = lower !== 0 && (rounded & lower) === 0 && exact < rounded;
  return mayLower ? [rounded, lower] : [rounded];
}

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
  let nearest: Choice = { k: 0, cost: 0, value: 0, previous: undefined, cheaper: undefined };
  for (let k = 1; k < 64; k++) {
    const rounded = Math.abs(values[k] as number);
    if (rounded === 0) continue;
    const unrounded = Math.abs(exact[k] as number);
    const zeroed = fround(unrounded * unrounded);
    let best: Choice = { k, cost: Infinity, value: 0, previous: undefined, cheaper: undefined };
    for (const value of candidates(rounded, unrounded)) {
      const { least, previous } = follow(nearest, k, bitLength(value), rateOf);
      const error = fround(unrounded - value);
      const cost = fround(least + fround(weight * fround(fround(error * error) - zeroed)));
      if (cost < best.cost) best = { ...best, cost, value, previous };
    }
    // Hardly any symbol is shorter after more zeros: what costs more and is further away is not followed.
    let cheaper: Choice | undefined = unrounded >= KEPT ? undefined : nearest;
    while (cheaper && cheaper.cost >= best.cost) ({ cheaper } = cheaper);
    nearest = { ...best, cheaper };
  }
  let last: Choice | undefined = nearest;
  const total = ({ k, cost }: Choice): number => (k < 63 ? fround(cost + rateOf(0)) : cost);
  for (let at = nearest.cheaper; at; at = at.cheaper) if (total(at) < total(last)) last = at;
  for (let k = 63; k > 0; k--) {
    if (last?.k !== k) values[k] = 0;
    else {
      values[k] = (values[k] as number) < 0 ? -last.value : last.value;
      last = last.previous;
    }
  }
}
