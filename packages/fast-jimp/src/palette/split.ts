import type { Histogram } from "./histogram";

/** Points of a histogram that one entry of the palette stands for. */
interface Box {
  /** Indices of points. */
  members: Int32Array;
  /** Sum of the squared distances from the mean, weighted, along the part of a point that varies most. */
  readonly spread: number;
  readonly axis: number;
}

function boxOf({ points, counts }: Histogram, members: Int32Array): Box {
  let [spread, axis] = [0, 0];
  for (let part = 0; part < 4; part++) {
    let [weight, sum, squares] = [0, 0, 0];
    for (const member of members) {
      const count = counts[member] as number;
      const value = points[member * 4 + part] as number;
      weight += count;
      sum += count * value;
      squares += count * value * value;
    }
    const off = squares - (sum * sum) / weight;
    if (off > spread) [spread, axis] = [off, part];
  }
  return { members, spread, axis };
}

/** Divides a box where the squared distances from the two means are least. */
function divide({ points, counts }: Histogram, { members, axis }: Box): readonly [Int32Array, Int32Array] {
  const valueOf = (member: number): number => points[member * 4 + axis] as number;
  const sorted = members.slice().sort((a, b) => valueOf(a) - valueOf(b));
  let [weight, sum] = [0, 0];
  for (const member of sorted) {
    weight += counts[member] as number;
    sum += (counts[member] as number) * valueOf(member);
  }
  let [best, most] = [1, -1];
  let [below, belowSum] = [0, 0];
  for (let at = 0; at + 1 < sorted.length; at++) {
    const member = sorted[at] as number;
    below += counts[member] as number;
    belowSum += (counts[member] as number) * valueOf(member);
    // What the division takes from the squared distances.
    const gain = belowSum ** 2 / below + (sum - belowSum) ** 2 / (weight - below);
    if (gain > most) [best, most] = [at + 1, gain];
  }
  return [sorted.slice(0, best), sorted.slice(best)];
}

const meanOf = ({ points, counts }: Histogram, members: Int32Array): readonly number[] => {
  const sums = [0, 0, 0, 0];
  let weight = 0;
  for (const member of members) {
    weight += counts[member] as number;
    for (let part = 0; part < 4; part++)
      sums[part] = (sums[part] as number) + (counts[member] as number) * (points[member * 4 + part] as number);
  }
  return sums.map((sum) => Math.round(sum / weight));
};

/**
 * Divides the colours of an image into at most so many boxes, the one that varies most first, as X. Wu does
 * ("Efficient Statistical Computations for Optimal Color Quantization", Graphics Gems II, 1991).
 *
 * @returns the mean of each box, four numbers each
 */
export function splitColours(histogram: Histogram, most: number): Int16Array {
  const boxes = [
    boxOf(
      histogram,
      Int32Array.from(histogram.counts, (_, index) => index),
    ),
  ];
  while (boxes.length < most) {
    let widest = 0;
    boxes.forEach(({ spread }, index) => {
      if (spread > (boxes[widest] as Box).spread) widest = index;
    });
    const box = boxes[widest] as Box;
    if (box.spread <= 0) break;
    const [below, above] = divide(histogram, box);
    boxes[widest] = boxOf(histogram, below);
    boxes.push(boxOf(histogram, above));
  }
  return Int16Array.from(boxes.flatMap(({ members }) => meanOf(histogram, members)));
}
