import { seededRandom } from "../images";

type Random = () => number;
const upTo = (random: Random, end: number): number => Math.floor(random() * end);

/** Codes of a length that longer ones begin with, at most. */
const MAX_FREE_CODES = 14;

/**
 * A Huffman table with random code lengths and symbols. The first symbol has one of the shortest codes.
 *
 * @param longest bits of the longest codes
 * @param isComplete whether every run of bits is a code
 */
function randomTable(
  random: Random,
  symbol: (index: number) => number,
  longest: number,
  isComplete: boolean,
): number[] {
  const counts: number[] = [];
  let free = 1;
  let total = 0;
  for (let length = 1; length <= longest; length++) {
    free *= 2;
    // So few are left that 256 symbols are enough for all of them.
    const least = Math.max(0, free - MAX_FREE_CODES);
    const more = length < 4 ? upTo(random, 2) : upTo(random, 12);
    const count = length === longest ? free - (isComplete ? 0 : 1) : Math.min(free - 1, least + more);
    counts.push(count);
    free -= count;
    total += count;
  }
  const lengths = Array.from({ length: 16 }, (_, i) => counts[i] ?? 0);
  return [...lengths, ...Array.from({ length: total }, (_, i) => symbol(i))];
}

/** Random entropy-coded bytes, stuffed. Those of the longest codes, which are ones, are as frequent as the others. */
function randomScan(random: Random, length: number): number[] {
  const ones = random() < 0.5 ? 0.3 : 0;
  const bytes = Array.from({ length }, () => (random() < ones ? 255 : upTo(random, 256)));
  return bytes.flatMap((byte) => (byte === 255 ? [255, 0] : [byte]));
}

interface Scan {
  readonly components: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly high: number;
  readonly low: number;
}

/** First scans and refinements of a progressive frame, those of AC coefficients in two bands. */
function progressiveScans(random: Random, count: number): Scan[] {
  const all = Array.from({ length: count }, (_, i) => i);
  const split = 2 + upTo(random, 60);
  const low = 1 + upTo(random, 3);
  const bands = all.flatMap((i) => [
    { components: [i], from: 1, to: split, high: 0, low },
    { components: [i], from: split + 1, to: 63, high: 0, low },
  ]);
  const refinements = bands.map((band) => ({ ...band, high: low, low: low - 1 }));
  const dc = { components: all, from: 0, to: 0 };
  return [{ ...dc, high: 0, low }, { ...dc, high: low, low: low - 1 }, ...bands, ...refinements];
}

/** A JPEG whose tables and entropy-coded data are random, the same for the same seed. Most of them are corrupt. */
export function randomJpeg(seed: number, progressive: boolean): { file: Buffer; width: number; height: number } {
  const random = seededRandom(seed);
  const [width, height] = [1 + upTo(random, 40), 1 + upTo(random, 40)];
  const count = random() < 0.5 ? 1 : 3;
  const sampling = count === 1 ? [0x11] : [[0x22, 0x21, 0x12, 0x11][upTo(random, 4)] ?? 0x11, 0x11, 0x11];
  const restarts = random() < 0.2 ? 1 + upTo(random, 5) : 0;
  const isComplete = random() < 0.8;
  const segment = (marker: number, body: readonly number[]): number[] => {
    const length = body.length + 2;
    return [0xff, marker, length >> 8, length & 255, ...body];
  };
  const word = (value: number): number[] => [value >> 8, value & 255];
  // Divisors of 8 and of 16 bits.
  const wide = random() < 0.2;
  const divisors = Array.from({ length: 64 }, () => 1 + upTo(random, wide ? 65535 : 255));
  // A size of 16 or more is none of a DC difference.
  const sizes = random() < 0.9 ? 12 : 18;
  const dc = randomTable(random, (i) => (i === 0 ? 0 : upTo(random, sizes)), 16, isComplete);
  // Short runs, so that blocks do not always have too many coefficients; or few codes, which come together in one
  // look-up, with runs that end a block exactly.
  const few = random() < 0.4;
  const run = () => (few ? ([0, 2, 6, 14, 15][upTo(random, 5)] ?? 0) : upTo(random, 1 + upTo(random, 16)));
  const most = progressive ? 2 : few ? 1 : 15;
  const ac = randomTable(
    random,
    (i) => (i === 0 ? 0 : i % 7 === 5 ? 0xf0 : (run() << 4) | upTo(random, 1 + most)),
    few ? 3 + upTo(random, 3) : 16,
    isComplete,
  );
  const scans = progressive
    ? progressiveScans(random, count)
    : [{ components: Array.from({ length: count }, (_, i) => i), from: 0, to: 63, high: 0, low: 0 }];
  const file = [
    ...[0xff, 0xd8],
    ...segment(0xdb, wide ? [0x10, ...divisors.flatMap(word)] : [0, ...divisors]),
    ...segment(0xc4, [0x00, ...dc]),
    ...segment(0xc4, [0x10, ...ac]),
    ...(restarts > 0 ? segment(0xdd, word(restarts)) : []),
    ...segment(progressive ? 0xc2 : 0xc0, [
      ...[8, ...word(height), ...word(width), count],
      ...sampling.flatMap((factors, i) => [i + 1, factors, 0]),
    ]),
    ...scans.flatMap(({ components, from, to, high, low }) => [
      ...segment(0xda, [
        ...[components.length, ...components.flatMap((i) => [i + 1, 0])],
        ...[from, to, (high << 4) | low],
      ]),
      ...Array.from({ length: restarts > 0 ? 40 : 1 }, (_, i) => [
        ...(i > 0 ? [0xff, 0xd0 + ((i - 1) & 7)] : []),
        ...randomScan(random, 1 + upTo(random, restarts > 0 ? 100 : 3000)),
      ]).flat(),
    ]),
    ...[0xff, 0xd9],
  ];
  return { file: Buffer.from(file), width, height };
}
