import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { takeAcknowledgementProblems } from "../../policy/core/acknowledgement-book";
import { takePendingValues } from "../../policy/core/pending-values";
import { evaluate } from "../support/policy/evaluate";
import { realStack } from "../support/policy/real-stack";
import { allRules } from "../support/policy/rules";

const config = JSON.parse(readFileSync(join(__dirname, "..", "..", "policy-config.json"), "utf8")) as Record<
  string,
  Record<string, unknown>
>;

const combinations = ["false", '{"auth":"iam"}', '{"auth":"apiKey"}'].flatMap((uploadApi) =>
  ["false", "true"].flatMap((workflow) => ["false", "true"].map((monitoring) => ({ uploadApi, workflow, monitoring }))),
);

describe("the real stack, whatever its switches", function () {
  this.timeout(60_000);
  beforeEach(() => {
    takePendingValues();
    takeAcknowledgementProblems();
  });

  for (const switches of combinations) {
    const { uploadApi, workflow, monitoring } = switches;
    it(`breaks no rule with uploadApi ${uploadApi}, workflow ${workflow}, monitoring ${monitoring}`, async () => {
      const settings = Object.fromEntries(
        Object.entries(switches).map(([key, value]) => [`image-pipeline:${key}`, value]),
      );
      const { resources, inputs } = await realStack("dev", { config: settings });
      expect(evaluate(allRules, resources, { config, inputs })).to.deep.equal([]);
    });
  }
});
