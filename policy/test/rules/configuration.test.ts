import { expect } from "chai";

import { nearest } from "../../src/core/nearest";
import { isInProfile, profiles, PackRun } from "../../src/core/pack-run";
import { rules } from "../../src/rules";
import { evaluate, type EvaluationOptions } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { resource } from "../support/stack-fixture";

/** Breaks `iam-no-service-wildcard` (high) and, as a log group without retention, `logs-retention` (medium). */
const stack = [
  resource("aws:iam/rolePolicy:RolePolicy", "policy", {
    policy: { Statement: [{ Effect: "Allow", Action: "s3:Put*", Resource: "arn:aws:s3:::photos/*" }] },
  }),
  resource("aws:cloudwatch/logGroup:LogGroup", "logs", { kmsKeyId: "x" }),
];
const used = ["pack-profile", "iam-no-service-wildcard", "logs-retention", "pack-settings"].map(ruleNamed);
const reported = (config: EvaluationOptions["config"]) =>
  evaluate(used, stack, { run: new PackRun(), ...(config && { config }) }).map(({ policy }) => policy);

describe("pack-profile", () => {
  it("is essential without configuration: rules of critical and high severity", () => {
    expect(reported({})).to.deep.equal(["iam-no-service-wildcard"]);
  });

  it("of the configuration holds for resources that come first, too", () => {
    const strict = { "pack-profile": { profile: "strict" } };
    expect(reported(strict)).to.deep.equal(["iam-no-service-wildcard", "logs-retention"]);
  });

  it("fsbp and cis have the rules that meet a control of theirs", () => {
    expect(reported({ "pack-profile": { profile: "fsbp" } })).to.deep.equal(["iam-no-service-wildcard"]);
    expect(reported({ "pack-profile": { profile: "cis" } })).to.deep.equal([]);
  });

  it("leaves a rule on that is enabled by itself", () => {
    expect(reported({ "logs-retention": { enabled: true } })).to.deep.equal([
      "iam-no-service-wildcard",
      "logs-retention",
    ]);
  });

  it("has no rule in essential that strict does not have, and each profile has some", () => {
    const inside = (profile: (typeof profiles)[number]) => rules.filter((rule) => isInProfile(profile, rule)).length;
    for (const profile of profiles) expect(inside(profile), profile).to.be.at.least(3);
    expect(inside("strict")).to.equal(rules.length);
  });
});

describe("pack-settings", () => {
  const problemsOf = (config: EvaluationOptions["config"]) =>
    evaluate(used, stack, { run: new PackRun(), ...(config && { config }) })
      .filter(({ policy }) => policy === "pack-settings")
      .map(({ message, level, urn }) => ({ message, level, urn }));

  it("reports a misspelt setting with the nearest one, also of a rule that is off", () => {
    expect(
      problemsOf({ "logs-retention": { minDay: 30 }, "iam-no-service-wildcard": { exeptions: [] } }),
    ).to.deep.equal(
      [
        ['iam-no-service-wildcard has no setting "exeptions"; "exceptions" may be meant.'],
        ['logs-retention has no setting "minDay"; "minDays" may be meant.'],
      ].map(([message]) => ({ message, level: "mandatory", urn: undefined })),
    );
  });

  it("lists the settings where none is near", () => {
    expect(problemsOf({ "logs-retention": { owner: "me" } }).map(({ message }) => message)).to.deep.equal([
      'logs-retention has no setting "owner"; it has minDays, enabled, undecided, exceptions.',
    ]);
  });

  it("reports nothing about settings that the rules have", () => {
    expect(problemsOf({ "logs-retention": { minDays: 1, enabled: true, exceptions: [] } })).to.deep.equal([]);
  });
});

describe("the nearest name", () => {
  for (const [text, expected] of [
    ["minDay", "minDays"],
    ["MINDAYS", "minDays"],
    ["exeptions", "exceptions"],
    ["days", undefined],
    ["", undefined],
  ] as const) {
    it(`to "${text}" is ${expected ?? "none"}`, () => {
      expect(nearest(text, ["exceptions", "minDays", "enabled"])).to.equal(expected);
    });
  }
});
