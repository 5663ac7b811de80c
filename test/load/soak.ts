/**
 * Lets services and functions fail at random while users upload, replace and delete images; in the end each image has
 * exactly one outcome and exactly its results: `npm run soak -- --minutes 10 --seed 1`.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { makeBodies, Users } from "./support/uploads";
import { faultPlan, type FaultCounts } from "./support/random-faults";
import { MemoryCurve } from "./support/memory-curve";
import { readOptions, runMain } from "./support/options";
import { repeatEvents } from "./support/repeated-events";
import { settledVerdict } from "./support/settled";
import { StackView } from "./support/stack";
import { imageEtagsOf, verdictOf, wrongBytes } from "./support/verdict";
import { Pipeline } from "../support/e2e/pipeline";

const USAGE = "usage: npm run soak -- [--minutes N | --seconds N] [--seed S] [--users N] [--immutable]";

const PAUSE_MS = 250;

/** So few that functions are fast: a slow one sees that its version was replaced, and stores nothing. */
const USERS = 4;

/** Functions at once: an event that waits for one finds its version replaced, and nothing is stored of it. */
const CONCURRENCY = 40;

/** Brings a stack up, disturbs it for a while and judges it. @returns whether nothing is wrong */
async function soak(workflow: boolean, immutable: boolean, seconds: number, seed: number, count: number) {
  // With immutable addresses each image has a manifest as well.
  const settings = { workflow, ...(immutable && { address: "immutable", manifest: true }) };
  const pipeline = await Pipeline.start(settings, { functionConcurrency: CONCURRENCY });
  const { cloud, outputs } = pipeline;
  const { metadataTable } = outputs;
  if (metadataTable === undefined) throw new Error("expected a stack with a table");
  const view = new StackView({ ...cloud, ...outputs, metadataTable });
  try {
    const bodies = await makeBodies();
    const counts: FaultCounts = {};
    cloud.faults.follow(faultPlan(seed, counts));
    const repeated = repeatEvents(cloud, seed);
    const memory = new MemoryCurve();
    const connect = () => Promise.resolve({ s3: view.s3, bucket: outputs.sourceBucket });
    const users = new Users({ users: count, seed, bodies, pauseMs: PAUSE_MS, connect });
    await sleep(seconds * 1000);
    await users.stop();
    repeated.stop();
    cloud.faults.clear();
    await cloud.idle();
    const { acknowledged, failed } = users;
    const verdict = await settledVerdict(() => verdictOf(view, acknowledged, imageEtagsOf(bodies)));
    const growth = memory.end();
    const faults = [...verdict.faults, ...(await wrongBytes(view, acknowledged)), ...growth.faults];
    const sent = { acknowledged: acknowledged.length, unanswered: failed, repeatedEvents: repeated.count() };
    const route = workflow ? "workflow" : "direct";
    console.log(
      JSON.stringify({ route, seed, ...sent, ...counts, ...growth.report, ...verdict, faults: faults.length }),
    );
    for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
    return faults.length === 0 && acknowledged.length > 0;
  } finally {
    view.destroy();
    await pipeline.close();
  }
}

runMain(async () => {
  const defaults = { minutes: 1, seconds: 0, seed: 1, users: USERS, immutable: false };
  const { minutes, seconds, seed, users, immutable } = readOptions(defaults);
  const total = seconds > 0 ? seconds : minutes * 60;
  let passed = true;
  for (const workflow of [false, true]) passed = (await soak(workflow, immutable, total / 2, seed, users)) && passed;
  return passed ? 0 : 1;
}, USAGE);
