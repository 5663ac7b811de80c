import type { ResourceValidationArgs } from "@pulumi/policy";
import { expect } from "chai";

import { taggableTypes } from "../../src/core/resource-types";
import { PackRun } from "../../src/core/pack-run";
import { rules } from "../../src/rules";
import { ruleNamed } from "../support/rules";

/** The inputs that a rule leaves; undefined where it does not apply to the type. */
async function remediated(
  rule: string,
  type: string,
  props: Record<string, unknown>,
  settings: object = {},
): Promise<unknown> {
  const args = { type, props, getConfig: () => settings } as unknown as ResourceValidationArgs;
  return ruleNamed(rule).serve(new PackRun()).remediateResource?.(args);
}

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FUNCTION = "aws:lambda/function:Function";

describe("remediation", () => {
  it("is available for five rules", () => {
    const names = rules.filter(({ remediates }) => remediates).map(({ name }) => name);
    expect(names).to.deep.equal(["api-tracing", "lambda-tracing", "logs-retention", "required-tags", "sfn-tracing"]);
    expect(
      rules.filter((rule) => rule.serve(new PackRun()).remediateResource !== undefined).map(({ name }) => name),
    ).to.deep.equal(names);
  });

  for (const [rule, type, expected] of [
    ["api-tracing", "aws:apigateway/stage:Stage", { xrayTracingEnabled: true }],
    ["lambda-tracing", FUNCTION, { tracingConfig: { mode: "Active" } }],
    ["sfn-tracing", "aws:sfn/stateMachine:StateMachine", { tracingConfiguration: { enabled: true } }],
  ] as const) {
    it(`of ${rule} turns tracing on, and leaves the other inputs`, async () => {
      expect(await remediated(rule, type, { name: "x" })).to.deep.equal({ name: "x", ...expected });
    });
  }

  it("leaves resources of other types", async () => {
    for (const { name, remediates } of rules) {
      if (remediates) expect(await remediated(name, "aws:ec2/vpc:Vpc", {}), name).to.equal(undefined);
    }
  });

  for (const [title, retentionInDays, minDays, expected] of [
    ["sets the minimum where there is none", undefined, 30, 30],
    ["sets the next period of CloudWatch Logs", undefined, 31, 60],
    ["sets the longest period where no period is long enough", undefined, 4000, 3653],
    ["extends a period that is too short", 29, 30, 30],
    ["leaves the minimum", 30, 30, 30],
    ["leaves the minimum where it is not a period of CloudWatch Logs", 45, 45, 45],
    ["leaves a longer period", 365, 30, 365],
    ["replaces zero, which never expires", 0, 365, 365],
  ] as const) {
    it(`of logs-retention ${title}`, async () => {
      const props = { name: "logs", ...(retentionInDays !== undefined && { retentionInDays }) };
      expect(await remediated("logs-retention", LOG_GROUP, props, { minDays })).to.deep.equal({
        name: "logs",
        retentionInDays: expected,
      });
    });
  }

  const settings = { tags: ["Project", "Owner", "Cost"], values: { Project: "p", Owner: "o", Other: "x" } };

  it("of required-tags adds the missing tags that have a value, on every type that takes tags", async () => {
    for (const type of taggableTypes) {
      expect(await remediated("required-tags", type, { tags: { Owner: "me" } }, settings)).to.deep.equal({
        tags: { Owner: "me", Project: "p" },
      });
    }
    expect(await remediated("required-tags", LOG_GROUP, {}, settings)).to.deep.equal({
      tags: { Project: "p", Owner: "o" },
    });
  });

  it("of required-tags changes nothing where no tag is missing or none has a value", async () => {
    const all = { tags: { Owner: "me", Project: "mine" } };
    expect(await remediated("required-tags", LOG_GROUP, all, settings)).to.deep.equal(all);
    expect(await remediated("required-tags", LOG_GROUP, { name: "x" }, { tags: ["Cost"] })).to.deep.equal({
      name: "x",
    });
    expect(await remediated("required-tags", LOG_GROUP, { name: "x" })).to.deep.equal({ name: "x" });
  });
});
