import { COLUMNS } from "./forward-dct";

/** What is kept of every coefficient that may stay: its zigzag index, and how the best choice so far ends there. */
// @unmanaged
class Choice {
  k: i32;
  /** Least bits up to here, less what the coefficients up to here cost as zeros. */
  cost: f32;
  /** The value, and the choice before. */
  value: i32;
  previous: usize;
  /** The next choice before this one that may be followed: the nearest that costs less. 0: none. */
  cheaper: usize;
}

const CHOICES = memory.data(64 * 20, 16);
const SIXTEEN_ZEROS: usize = 0xf0;

// @inline
function bitLength(value: i32): i32 {
  return 32 - <i32>clz(value);
}

/** Coefficients of so many steps always stay: as zeros, their error is worth more than any symbol's bits. */
const KEPT: f32 = 1.5;
/** As many choices are looked at before a coefficient. */
const MOST_FOLLOWED = 7;

// What {@link follow} finds.
let bestBefore: usize = 0;

/** The least bits up to a symbol of `size` bits at `k` that follows one of the choices from `at` on. */
// @inline
function follow(at: usize, k: i32, size: i32, rates: usize): f32 {
  let least: f32 = Infinity;
  for (let left = MOST_FOLLOWED; left > 0 && at !== 0; left--) {
    const before = changetype<Choice>(at);
    let run = k - before.k - 1;
    let cost = before.cost;
    for (; run > 15; run -= 16) cost += load<f32>(rates + (SIXTEEN_ZEROS << 2));
    cost += load<f32>(rates + ((<usize>((run << 4) | size)) << 2));
    if (cost < least) {
      least = cost;
      bestBefore = at;
    }
    at = before.cheaper;
  }
  return least;
}

/**
 * Replaces AC coefficients by smaller ones, or zeros, where that saves more bits than the error is worth: the shortest
 * path through the coefficients that are not zero, each as it is, one step less, or skipped.
 *
 * @param present a bit for each that is not zero; not that of DC. There is one at least
 * @returns the bits of those that stay
 */
export function lowerCost(
  coefficients: usize,
  present: u64,
  order: usize,
  factors: usize,
  rates: usize,
  weight: f32,
): u64 {
  const first = changetype<Choice>(CHOICES);
  first.k = 0;
  first.cost = 0;
  first.cheaper = 0;
  let nearest = CHOICES;
  let end: usize = CHOICES + offsetof<Choice>();
  for (; present !== 0; present &= present - 1) {
    const k = <i32>ctz(present);
    const place = (<usize>load<u8>(order + k)) << 2;
    const exact = abs(load<f32>(COLUMNS + place) * load<f32>(factors + place));
    const rounded = abs(<i32>load<i16>(coefficients + ((<usize>k) << 1)));
    const size = bitLength(rounded);
    const error = exact - <f32>rounded;
    const zeroed = exact * exact;
    const choice = changetype<Choice>(end);
    let cost = follow(nearest, k, size, rates) + weight * (error * error - zeroed);
    choice.value = rounded;
    choice.previous = bestBefore;
    // One step less saves bits only where the value is shorter, and hardly any error where it was rounded down.
    const lower = rounded - 1;
    if (lower !== 0 && (rounded & lower) === 0 && error < 0) {
      const lowerError = exact - <f32>lower;
      const less = follow(nearest, k, size - 1, rates) + weight * (lowerError * lowerError - zeroed);
      if (less < cost) {
        cost = less;
        choice.value = lower;
        choice.previous = bestBefore;
      }
    }
    choice.k = k;
    choice.cost = cost;
    if (exact >= KEPT) nearest = 0;
    // Hardly any symbol is shorter after more zeros: what costs more and is further away is not followed.
    else
      while (nearest !== 0 && changetype<Choice>(nearest).cost >= cost) nearest = changetype<Choice>(nearest).cheaper;
    choice.cheaper = nearest;
    nearest = end;
    end += offsetof<Choice>();
  }
  return setValues(coefficients, lastOf(nearest, load<f32>(rates)), end);
}

/** The choice after which it costs least to skip all others. */
// @inline
function lastOf(at: usize, endOfBlock: f32): usize {
  let last = at;
  let least: f32 = Infinity;
  for (; at !== 0; at = changetype<Choice>(at).cheaper) {
    const choice = changetype<Choice>(at);
    const cost = choice.k < 63 ? choice.cost + endOfBlock : choice.cost;
    if (cost < least) {
      least = cost;
      last = at;
    }
  }
  return last;
}

/** Writes the values on the path that ends at `last`, and zeros. @returns a bit for each that is not zero */
// @inline
function setValues(coefficients: usize, last: usize, end: usize): u64 {
  let present: u64 = 0;
  for (let at = end - offsetof<Choice>(); at > CHOICES; at -= offsetof<Choice>()) {
    const choice = changetype<Choice>(at);
    const value = coefficients + ((<usize>choice.k) << 1);
    if (at !== last) {
      store<i16>(value, 0);
      continue;
    }
    store<i16>(value, load<i16>(value) < 0 ? -choice.value : choice.value);
    present |= (<u64>1) << choice.k;
    last = choice.previous;
  }
  return present;
}
