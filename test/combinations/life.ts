import { expect } from "chai";
import { derivedPolicies } from "../engine/support/deployer";
import { inventory, inventoryThatStays, withoutRandomDigits } from "../engine/support/inventory";
import type { Combination } from "./combinations";
import type { StackDriver, StartDriver, StepOutcome } from "./driver";
import { resourcesOf } from "./small-engine-driver";

/** A change that updates functions and log groups, and makes none anew. */
const CHANGE = { memoryMb: 1536, logRetentionDays: 545, jpegQuality: 80 };

/**
 * Takes a combination through its life: a preview as the previewer, then, as the deployer, up, up without a change, up
 * with a change, refresh, and destroy. Both roles have the policies that are derived from the stack, enforced; the
 * policy pack checks each run.
 *
 * @throws AssertionError at the first step that does not go as it should
 */
export async function expectLife({ stack, config }: Combination, start: StartDriver): Promise<void> {
  const declared = await resourcesOf(stack, config);
  // A production stack's deployer may not empty buckets: who destroys it needs what it is without protection, too.
  const unprotected = declared.some(({ protect }) => protect)
    ? await resourcesOf(stack, { ...config, production: false })
    : [];
  const driver = await start({ stack, config }, derivedPolicies([...declared, ...unprotected]));
  try {
    expectClean("preview", await driver.preview());
    expect(await inventory(driver.cloud), "after the preview").to.deep.equal({});
    expectClean("up", await driver.up(), ["create"]);
    expectClean("up again", await driver.up(), ["same"]);
    driver.configure(CHANGE);
    expectClean("a change", await driver.up(), ["same", "update"]);
    expectClean("refresh", await driver.refresh(), ["same"]);
    await expectDestroyed(driver, config);
  } finally {
    await driver.close();
  }
}

/** Destroys the stack; a protected one refuses, until `production` is switched off. */
async function expectDestroyed(driver: StackDriver, config: Combination["config"]): Promise<void> {
  const { cloud } = driver;
  cloud.services.kms.settleTags();
  const before = await inventory(cloud);
  const first = await driver.destroy();
  if (first.isProtected === true) {
    expect(await inventory(cloud), "after a destroy that was refused").to.deep.equal(before);
    driver.configure({ production: false });
    expectClean("production off", await driver.up(), ["same", "update"]);
    expectClean("destroy", await driver.destroy(), ["delete"]);
  } else expectClean("destroy", first, ["delete"]);
  const left = withoutRandomDigits(await inventory(cloud));
  expect(left, "what is left").to.deep.equal(inventoryThatStays(config));
}

/** A step went through without a mandatory finding, and did only these operations. */
function expectClean(step: string, outcome: StepOutcome, operations?: readonly string[]): void {
  if (outcome.failure !== undefined) expect.fail(`${step}: ${outcome.failure}`);
  expect(outcome.mandatory, step).to.deep.equal([]);
  if (operations !== undefined) expect(outcome.operations, step).to.deep.equal(operations);
}
