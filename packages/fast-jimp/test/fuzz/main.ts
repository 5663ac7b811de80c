/**
 * `npm run fuzz [-- COUNT [FIRST_SEED]]`: many more mutations than the tests have time for. Exits 1 at the first
 * failure.
 */
import { makeCorpus, type Seed } from "./corpus";
import { KnownGood } from "./known-good";
import { tryOne, type Outcomes } from "./run";

const DEFAULT_COUNT = 100_000;
const REPORT_EVERY = 5000;
/** After so many, spread over all, an intact image of every format is decoded too; after each one its own. */
const FOLLOWED_BY_ALL = 5000;

async function main(): Promise<void> {
  const [count = DEFAULT_COUNT, first = 1_000_000] = process.argv.slice(2).map(Number);
  const corpus = await makeCorpus();
  const good = await KnownGood.of(corpus);
  const allEvery = Math.max(1, Math.floor(count / FOLLOWED_BY_ALL));
  const outcomes: Outcomes = new Map();
  for (let done = 0; done < count; done++) {
    const seed = first + done;
    const allGood = done % allEvery === 0;
    await tryOne(corpus[seed % corpus.length] as Seed, seed, outcomes, { good, allGood });
    if ((done + 1) % REPORT_EVERY === 0) process.stderr.write(`${done + 1}/${count}\n`);
  }
  process.stdout.write(
    `${count} mutations: ${[...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(", ")}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
