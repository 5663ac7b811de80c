/**
 * `npm run fuzz -- [COUNT] [--from SEED] [--jobs N]`: many more mutations than the tests have time for, of seeds from
 * SEED on, in N processes. A process ends at its first failure; exits 1 where one failed.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { makeCorpus } from "./corpus";
import { tryRange, type SeedRange } from "./range";
import type { Outcomes } from "./run";

const DEFAULTS = { count: "100000", from: "1000000", jobs: "1" };
const REPORT_EVERY = 5000;

/** @throws RangeError */
function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${name}: expected a positive integer, got "${text}"`);
}

async function runHere({ first, count }: SeedRange): Promise<Outcomes> {
  return tryRange(await makeCorpus(), { first, count }, (done) => {
    if (done % REPORT_EVERY === 0) process.stderr.write(`from ${first}: ${done}/${count}\n`);
  });
}

/** Runs a part in a process of its own. @returns undefined where it failed, which is written */
async function runInProcess({ first, count }: SeedRange): Promise<Outcomes | undefined> {
  const child = fork(__filename, [String(count), "--from", String(first)]);
  let outcomes: Outcomes | undefined;
  child.on("message", (entries: [string, number][]) => (outcomes = new Map(entries)));
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (!outcomes) process.stderr.write(`from ${first}: ended by ${signal ?? `exit code ${code}`}\n`);
  return outcomes;
}

function sum(parts: readonly Outcomes[]): Outcomes {
  const all: Outcomes = new Map();
  for (const part of parts) for (const [name, times] of part) all.set(name, (all.get(name) ?? 0) + times);
  return all;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { from: { type: "string", default: DEFAULTS.from }, jobs: { type: "string", default: DEFAULTS.jobs } },
    allowPositionals: true,
  });
  const count = positive("COUNT", positionals[0] ?? DEFAULTS.count);
  const [from, jobs] = [positive("--from", values.from), positive("--jobs", values.jobs)];
  const starts = Array.from({ length: jobs + 1 }, (_, job) => from + Math.floor((count * job) / jobs));
  const ranges = starts.slice(0, -1).map((first, job) => ({ first, count: (starts[job + 1] as number) - first }));
  const parts = await Promise.all(jobs === 1 ? [runHere({ first: from, count })] : ranges.map(runInProcess));
  const outcomes = sum(parts.filter((part) => part !== undefined));
  if (process.send) return void process.send([...outcomes]);
  const tried = [...outcomes.values()].reduce((total, times) => total + times, 0);
  const counts = [...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(", ");
  process.stdout.write(`${tried} mutations: ${counts}\n`);
  if (parts.includes(undefined)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
