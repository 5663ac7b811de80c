import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { rules } from "../../policy/src/rules";
import { evaluate } from "../../policy/test/support/evaluate";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";
import {
  asConfigValues,
  everyOption,
  everyOptionImmutable,
  everything,
  existingAlone,
  optionsAlone,
} from "../support/options";
import { realStack } from "../support/policy/real-stack";

const settings = JSON.parse(readFileSync(path.join(PROJECT_DIR, "policy-config.json"), "utf8")) as Record<
  string,
  Record<string, unknown>
>;

/** The findings of the pack, with the project's configuration of it. */
async function findings(stack: string, config: Readonly<Record<string, unknown>>, preview: boolean) {
  const { resources, inputs } = await realStack(stack, { config: asConfigValues(config), preview });
  return evaluate(rules, resources, { config: settings, inputs });
}

const cases = [
  ...optionsAlone.map((option) => ({ ...option, stack: "dev" })),
  // Alone: without the other parts of the stack, too.
  ...optionsAlone.map(({ name, config }) => ({
    name: `${name}, without API and monitoring`,
    stack: "dev",
    config: { uploadApi: false, monitoring: false, ...config },
  })),
  ...["dev", "full", "prod"].flatMap((stack) =>
    [everyOption, everyOptionImmutable].map((option) => ({ ...option, stack })),
  ),
];

describe("the policy pack over each option", function () {
  this.timeout(HANG_TIMEOUT_MS);

  for (const { name, stack, config } of cases)
    it(`finds nothing in ${stack} with ${name}, and in its preview only what is unknown`, async () => {
      expect(await findings(stack, config, false)).to.deep.equal([]);
      const rulesOfPreview = (await findings(stack, config, true)).map(({ policy }) => policy);
      expect(rulesOfPreview.filter((rule) => rule !== "pack-unknown-values")).to.deep.equal([]);
    });

  for (const { name, config } of existingAlone) {
    for (const stack of ["dev", "full"]) {
      it(`finds nothing in ${stack} with ${name} but exceptions that are not needed then`, async () => {
        for (const preview of [false, true]) {
          const found = (await findings(stack, config, preview)).map(({ policy }) => policy);
          expect(found.filter((rule) => !["pack-exceptions", "pack-unknown-values"].includes(rule))).to.deep.equal([]);
        }
      });
    }
  }

  it("finds in full with everything at once only exceptions that are not needed then", async () => {
    const found = (await findings("full", everything.config, false)).map(({ policy }) => policy);
    expect(found.filter((rule) => rule !== "pack-exceptions")).to.deep.equal([]);
  });
});
