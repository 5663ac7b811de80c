import { parseArgs } from "node:util";

import { exploreMany, type Exploration } from "./explore-many";

const USAGE = "usage: npm run explore -- [--schedules N] [--seed S]";

/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 5_000;

/** A positive integer. @throws RangeError */
function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`--${name}: expected a positive integer, got "${text}"`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { schedules: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
  });
  const [schedules, seed] = [count("schedules", values.schedules), count("seed", values.seed)];
  const startedAt = Date.now();
  let saidAt = startedAt;
  const report = ({ schedules: done, steps, failed, deadLetters }: Exploration) => {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
    const letters = [...deadLetters.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `${done} schedules from seed ${seed}, ${steps} steps, ${letters} dead letters, ${failed} records of failures, ${seconds} s`,
    );
  };
  const found = await exploreMany(schedules, seed, (exploration) => {
    if (Date.now() - saidAt > PROGRESS_MS) {
      saidAt = Date.now();
      report(exploration);
    }
    return exploration.faulty.length > 0;
  });
  report(found);
  const [first] = found.faulty;
  if (!first) {
    console.log(
      "Before the redrive each failure has its dead letter; in the end results and records are those of what the bucket shows.",
    );
    return 0;
  }
  console.log([`seed ${first.seed}, ${first.route}:`, ...first.steps, "", ...first.faults].join("\n  "));
  return 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 2;
  },
);
