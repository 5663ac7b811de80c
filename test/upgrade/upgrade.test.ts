import { rmSync } from "node:fs";
import { expect } from "chai";
import {
  bringUp,
  readTarget,
  type ConfigValues,
  type EngineEvent,
  type ResourceState,
} from "@image-pipeline/local-pulumi";
import { prepareAccount } from "../../commands/stack/account";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";
import { changesOf, keeping, unexpectedChanges, unusedChanges, type Change } from "./changes";
import { changesSince010 } from "./changes-since-0.1.0";
import { earlierStack, type Release } from "./recorded-release";

const idsOf = (resources: readonly ResourceState[], types: RegExp) =>
  resources
    .filter(({ type }) => types.test(type))
    .map(({ type, id }) => `${type} ${id ?? ""}`)
    .sort();

interface Upgrade {
  readonly before: readonly ResourceState[];
  readonly after: readonly ResourceState[];
  /** What became of each resource that was not left alone. */
  readonly changes: readonly Change[];
}

/** Updates a kept stack with the present program. */
async function upgrade(
  release: Release,
  stack: string,
  { config = {}, again = true }: { readonly config?: ConfigValues; readonly again?: boolean } = {},
): Promise<Upgrade> {
  const { dataDir, resources: before } = earlierStack(release, stack);
  const events: EngineEvent[] = [];
  try {
    const target = readTarget({ projectDir: PROJECT_DIR, stack, config });
    const running = await bringUp(target, { dataDir, prepareAccount, onEvent: (event) => events.push(event) });
    const changes = changesOf(events);
    const second = again ? await running.update() : undefined;
    await running.close();
    for (const run of [running.run, second]) expect(run?.failure).to.equal(undefined);
    // Nothing is left to change.
    if (second) expect(Object.keys(second.changes), "the second update").to.deep.equal(["same"]);
    return { before, after: running.run.resources, changes };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

describe("a stack of the release with fixed names", function () {
  this.timeout(HANG_TIMEOUT_MS);

  for (const stack of ["dev", "prod"] as const) {
    it(`keeps ${stack}'s buckets, table and key, and takes Pulumi's names for what holds no data`, async () => {
      const { before, after, changes } = await upgrade("fixed-names", stack, { config: { names: "auto" } });
      expect(idsOf(after, keeping)).to.deep.equal(idsOf(before, keeping)).and.to.not.have.length(0);
      expect(changes.filter(({ op, type }) => /^(delete|replace)$/.test(op) && keeping.test(type))).to.deep.equal([]);
      const functions = idsOf(after, /^aws:lambda\/function:Function$/);
      expect(functions).to.not.have.length(0);
      for (const fn of functions) expect(fn).to.match(/-[0-9a-f]{7}$/);
    });
  }

  it("keeps every name with `names: guide`", async () => {
    const { before, after } = await upgrade("fixed-names", "dev", { config: { names: "guide" } });
    const named =
      /^aws:(lambda\/function:Function|sfn\/stateMachine:StateMachine|sns\/topic:Topic|cloudwatch\/(metricAlarm:MetricAlarm|dashboard:Dashboard))$/;
    expect(idsOf(after, keeping)).to.deep.equal(idsOf(before, keeping));
    // The workflow is another stack's in later releases.
    const kept = idsOf(before, named).filter((id) => !/workflow|failed-executions|stateMachine/i.test(id));
    expect(idsOf(after, named)).to.include.members(kept).and.to.not.have.length(0);
    for (const id of idsOf(after, named)) expect(id).to.not.match(/-[0-9a-f]{7}$/);
  });
});

describe("a stack of the release 0.1.0", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const all: Change[] = [];

  for (const stack of ["dev", "prod", "full"]) {
    it(`changes only what this release changes of ${stack}, and keeps every bucket, table and key`, async () => {
      const { before, after, changes } = await upgrade("0.1.0", stack, { again: stack !== "full" });
      all.push(...changes);
      expect(unexpectedChanges(changes, changesSince010)).to.deep.equal([]);
      expect(idsOf(after, keeping)).to.deep.equal(idsOf(before, keeping)).and.to.not.have.length(0);
    });
  }

  it("is listed with no change that happens to none of them", () => {
    expect(unusedChanges(all, changesSince010)).to.deep.equal([]);
  });
});
