import { rmSync } from "node:fs";
import { expect } from "chai";
import { bringUp, readTarget, type EngineEvent, type ResourceState } from "@image-pipeline/local-pulumi";
import { prepareAccount } from "../../commands/stack/account";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";
import { earlierStack } from "./recorded-release";

/** Types whose resources hold what nobody can make again. */
const keeping = /^aws:(s3\/bucket:Bucket|dynamodb\/table:Table|kms\/key:Key)$/;

const idsOf = (resources: readonly ResourceState[], types: RegExp) =>
  resources
    .filter(({ type }) => types.test(type))
    .map(({ type, id }) => `${type} ${id ?? ""}`)
    .sort();

interface Upgrade {
  readonly before: readonly ResourceState[];
  readonly after: readonly ResourceState[];
  /** `OPERATION TYPE`, for each step of a resource that was not left alone. */
  readonly steps: readonly string[];
}

async function upgrade(stack: "dev" | "prod", names: "auto" | "guide"): Promise<Upgrade> {
  const { dataDir, resources: before } = earlierStack(stack);
  const steps: string[] = [];
  const onEvent = (event: EngineEvent) => {
    if (event.kind === "step" && event.phase === "end" && event.op !== "same") steps.push(`${event.op} ${event.type}`);
  };
  try {
    const target = readTarget({ projectDir: PROJECT_DIR, stack, config: { names } });
    const running = await bringUp(target, { dataDir, prepareAccount, onEvent });
    const again = await running.update();
    await running.close();
    for (const { failure } of [running.run, again]) expect(failure).to.equal(undefined);
    expect(Object.keys(again.changes), "the second update").to.deep.equal(["same"]);
    return { before, after: running.run.resources, steps };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

describe("a stack of the release with fixed names", function () {
  this.timeout(HANG_TIMEOUT_MS);

  for (const stack of ["dev", "prod"] as const) {
    it(`keeps ${stack}'s buckets, table and key, and takes Pulumi's names for what holds no data`, async () => {
      const { before, after, steps } = await upgrade(stack, "auto");
      expect(idsOf(after, keeping)).to.deep.equal(idsOf(before, keeping)).and.to.not.have.length(0);
      expect(
        steps.filter((step) => /^(delete|replace) /.test(step) && keeping.test(step.split(" ")[1] ?? "")),
      ).to.deep.equal([]);
      const functions = idsOf(after, /^aws:lambda\/function:Function$/);
      expect(functions).to.not.have.length(0);
      for (const fn of functions) expect(fn).to.match(/-[0-9a-f]{7}$/);
    });
  }

  it("keeps every name with `names: guide`", async () => {
    const { before, after } = await upgrade("dev", "guide");
    const named =
      /^aws:(lambda\/function:Function|sfn\/stateMachine:StateMachine|sns\/topic:Topic|cloudwatch\/(metricAlarm:MetricAlarm|dashboard:Dashboard))$/;
    expect(idsOf(after, keeping)).to.deep.equal(idsOf(before, keeping));
    // The workflow is another stack's in later releases.
    const kept = idsOf(before, named).filter((id) => !/workflow|failed-executions|stateMachine/i.test(id));
    expect(idsOf(after, named)).to.include.members(kept).and.to.not.have.length(0);
    for (const id of idsOf(after, named)) expect(id).to.not.match(/-[0-9a-f]{7}$/);
  });
});
