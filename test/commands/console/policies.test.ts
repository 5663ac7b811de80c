import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { policiesView } from "../../../commands/console/policies";

type Running = Parameters<typeof policiesView>[0];

describe("the console's policies", () => {
  let dir: string;
  before(() => (dir = mkdtempSync(path.join(tmpdir(), "policies-"))));
  after(() => rmSync(dir, { recursive: true }));

  const bucket = "urn:pulumi:dev::shop::program:Images$aws:s3/bucket:Bucket::images-bucket";
  const finding = { pack: "pack", message: "Declare it.", level: "advisory", severity: "low" };
  const stack = (change: Partial<Running> = {}) =>
    ({
      pack: {
        ...{ name: "pack", version: "1.2.3" },
        rules: [{ enforcementLevel: "mandatory" }, { enforcementLevel: "disabled" }],
      },
      project: { dir },
      run: {
        resources: [{ urn: bucket }, { urn: "urn:pulumi:dev::shop::aws:sqs/queue:Queue::jobs" }],
        policy: {
          resources: 2,
          findings: [
            { ...finding, policy: "s3-logs", urn: bucket },
            { ...finding, policy: "x" },
          ],
        },
      },
      ...change,
    }) as unknown as Running;

  it("are the findings by rule and resource, and the exceptions that name a resource of the stack", () => {
    const exceptions = [
      { resource: "images-*", reason: "It is small." },
      { resource: "urn:pulumi:dev::*::jobs", reason: "It is short.", until: "2030-01-01" },
      { resource: "urn:pulumi:prod::*", reason: "Another stack." },
    ];
    writeFileSync(
      path.join(dir, "policy-config.json"),
      JSON.stringify({ all: "mandatory", "s3-size": { exceptions } }),
    );
    expect(policiesView(stack())).to.deep.equal({
      ...{ pack: "pack 1.2.3", rules: 1, resources: 2 },
      findings: [
        {
          ...{ rule: "s3-logs", level: "advisory", severity: "low", message: "Declare it." },
          resource: "aws:s3/bucket:Bucket images-bucket",
        },
        { rule: "x", level: "advisory", severity: "low", message: "Declare it." },
      ],
      exceptions: [
        { rule: "s3-size", resource: "images-*", reason: "It is small.", matches: ["images-bucket"] },
        {
          ...{ rule: "s3-size", resource: "urn:pulumi:dev::*::jobs", reason: "It is short.", until: "2030-01-01" },
          matches: ["jobs"],
        },
      ],
    });
  });

  it("are none of a stack without a pack", () => {
    expect(policiesView(stack({ pack: undefined }))).to.deep.equal({
      ...{ rules: 0, resources: 0, findings: [], exceptions: [] },
    });
  });
});
