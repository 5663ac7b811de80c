import type { Seed } from "./corpus";
import { KNOWN_GOOD, KnownGood } from "./known-good";
import { tryOne, type Outcomes } from "./run";

/** Of each kind every third broken file is followed by an intact one of another kind, of each in turn. */
const OTHER_EVERY = 3;

/** Mutations by their seeds. */
export interface SeedRange {
  readonly first: number;
  readonly count: number;
}

/**
 * What a mutation breaks, and what is decoded after it besides the intact image of that kind. In 51 rounds of a corpus
 * each of `KNOWN_GOOD` follows each kind.
 *
 * @param kinds of the corpus
 */
export function turnOf(seed: number, kinds: number): { readonly kind: number; readonly other: string | undefined } {
  const [round, kind] = [Math.floor(seed / kinds), seed % kinds];
  const isFollowed = (round + kind) % OTHER_EVERY === 0;
  return { kind, other: isFollowed ? KNOWN_GOOD[Math.floor(round / OTHER_EVERY) % KNOWN_GOOD.length] : undefined };
}

/**
 * Breaks the kinds of a corpus by turns, once for each seed, and decodes intact images after each broken file.
 *
 * @param onDone is given the number of mutations so far
 * @throws FuzzFailure
 */
export async function tryRange(
  corpus: readonly Seed[],
  { first, count }: SeedRange,
  onDone: (done: number) => void = () => {},
): Promise<Outcomes> {
  const good = await KnownGood.of(corpus);
  const outcomes: Outcomes = new Map();
  for (let done = 0; done < count; done++) {
    const seed = first + done;
    const { kind, other } = turnOf(seed, corpus.length);
    await tryOne(corpus[kind] as Seed, seed, outcomes, { good, other });
    onDone(done + 1);
  }
  return outcomes;
}
