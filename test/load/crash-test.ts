/**
 * Kills `npm run serve` at random while users upload, replace and delete images, and restarts it; in the end every
 * acknowledged original is there and has exactly one outcome: `npm run crash-test -- --seconds 60 --seed 1`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { randomOf } from "../explore/schedule";
import { readOptions, runMain } from "./support/options";
import { KilledStack } from "./support/killed-stack";
import { freePort } from "./support/served";
import { settledVerdict } from "./support/settled";
import { makeBodies, Users } from "./support/uploads";
import { imageEtagsOf, verdictOf, wrongBytes } from "./support/verdict";

const USAGE = "usage: npm run crash-test -- [--seconds N] [--seed S] [--users N]";

/** Stacks whose images take different ways: by the bucket's event, and through the workflow. */
const stacks = ["dev", "full"] as const;

const PAUSE_MS = 150;

/** Longest time that a process serves before it is killed, in milliseconds. */
const LONGEST_LIFE_MS = 6_000;

/** Part of the processes that are killed right when they have acknowledged a request. */
const KILLED_ON_ACKNOWLEDGMENT = 0.75;

/** Part of the processes that are killed while they come up. */
const KILLED_EARLY = 0.25;
const LONGEST_START_MS = 3_000;

interface Options {
  readonly seconds: number;
  readonly seed: number;
  /** Users who send one request after the other. */
  readonly users: number;
}

/** Kills and restarts one stack. @returns whether nothing was lost */
async function crash(name: string, { seconds, seed, users: count }: Options): Promise<boolean> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "crash-test-"));
  const random = randomOf(seed);
  const stack = new KilledStack(name, dataDir, await freePort());
  const bodies = await makeBodies();
  let [kills, early] = [0, 0];
  try {
    await stack.start();
    const connect = async () => {
      const { s3, location } = await stack.connect();
      return { s3, bucket: location.sourceBucket };
    };
    const users = new Users({ users: count, seed, bodies, pauseMs: PAUSE_MS, connect });
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      await sleep(random() * LONGEST_LIFE_MS);
      // The worst moment for what is acknowledged and not yet on the disk.
      if (random() < KILLED_ON_ACKNOWLEDGMENT) await Promise.race([users.nextAcknowledgment(), sleep(LONGEST_LIFE_MS)]);
      await stack.kill();
      kills += 1;
      if (random() < KILLED_EARLY) {
        await stack.startAndKill(random() * LONGEST_START_MS);
        early += 1;
      }
      await stack.start();
    }
    await users.stop();
    const { acknowledged, failed } = users;
    const view = await stack.connect();
    const verdict = await settledVerdict(() => verdictOf(view, acknowledged, imageEtagsOf(bodies)));
    const faults = [...verdict.faults, ...(await wrongBytes(view, acknowledged)), ...(await stack.interrupt())];
    const report = { stack: name, seed, kills, early, acknowledged: acknowledged.length, unanswered: failed };
    console.log(JSON.stringify({ ...report, ...verdict, faults: faults.length }));
    for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
    return faults.length === 0 && acknowledged.length > 0;
  } finally {
    await stack.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

runMain(async () => {
  const options = readOptions({ seconds: 60, seed: 1, users: 12 });
  const seconds = options.seconds / stacks.length;
  let passed = true;
  for (const stack of stacks) passed = (await crash(stack, { ...options, seconds })) && passed;
  return passed ? 0 : 1;
}, USAGE);
