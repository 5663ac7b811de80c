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
}

const CHOICES = memory.data(64 * 16, 16);
const SIXTEEN_ZEROS: usize = 0xf0;

// @inline
function bitLength(value: i32): i32 {
  return 32 - <i32>clz(value);
}

/** Coefficients of so many steps always stay: as zeros, their error is worth more than any symbol's bits. */
const KEPT: f32 = 1.5;
/** Coefficients that stay between which no more than so many others are skipped. */
const MAX_SKIPPED = 7;

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
  // Choices that the next one may follow.
  let start = CHOICES;
  let end: usize = CHOICES + offsetof<Choice>();
  let zeroed: f32 = 0;
  for (; present !== 0; present &= present - 1) {
    const k = <i32>ctz(present);
    const place = (<usize>load<u8>(order + k)) << 2;
    const exact = abs(load<f32>(COLUMNS + place) * load<f32>(factors + place));
    const rounded = abs(<i32>load<i16>(coefficients + ((<usize>k) << 1)));
    const size = bitLength(rounded);
    const error = exact - <f32>rounded;
    const distortion = weight * (error * error);
    // One step less saves bits only where the value is shorter, and hardly any error where it was rounded down.
    const lower = rounded - 1;
    const mayLower = lower !== 0 && (rounded & lower) === 0 && error < 0;
    const lowerError = exact - <f32>lower;
    const lowerDistortion = weight * (lowerError * lowerError);
    const choice = changetype<Choice>(end);
    let best: f32 = Infinity;
    for (let at = start; at < end; at += offsetof<Choice>()) {
      const before = changetype<Choice>(at);
      let run = k - before.k - 1;
      let cost = before.cost + zeroed;
      for (; run > 15; run -= 16) cost += load<f32>(rates + (SIXTEEN_ZEROS << 2));
      const symbol = rates + ((<usize>((run << 4) | size)) << 2);
      const asIs = cost + load<f32>(symbol) + distortion;
      if (asIs < best) {
        best = asIs;
        choice.value = rounded;
        choice.previous = at;
      }
      if (!mayLower) continue;
      const less = cost + load<f32>(symbol - 4) + lowerDistortion;
      if (less < best) {
        best = less;
        choice.value = lower;
        choice.previous = at;
      }
    }
    zeroed += weight * (exact * exact);
    choice.k = k;
    choice.cost = best - zeroed;
    if (exact >= KEPT) start = end;
    else if (end - start === MAX_SKIPPED * offsetof<Choice>()) start += offsetof<Choice>();
    end += offsetof<Choice>();
  }
  return setValues(coefficients, lastOf(start, end, load<f32>(rates)), end);
}

/** The choice after which it costs least to skip all others. */
// @inline
function lastOf(start: usize, end: usize, endOfBlock: f32): usize {
  let last = start;
  let least: f32 = Infinity;
  for (let at = start; at < end; at += offsetof<Choice>()) {
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
