import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { asMarkdown, controlReport } from "../src/report/control-report";
import { readEvents } from "../src/report/engine-events";
import { asSarif } from "../src/report/sarif";
import { rules } from "../src/rules";

const PACK = "aws-serverless-guardrails";
const URN = "urn:pulumi:dev::photos::aws:s3/bucket:Bucket::source";

/** An event log in the form that Pulumi's engine writes. */
const log = (...events: object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const finding = (rule: string, message: string, parts: object = {}) => ({
  sequence: 1,
  policyEvent: {
    resourceUrn: URN,
    message,
    color: "raw",
    policyName: rule,
    policyPackName: PACK,
    policyPackVersion: "0.1.0",
    policyPackVersionTag: "0.1.0",
    enforcementLevel: "mandatory",
    ...parts,
  },
});
const summary = (...passed: string[]) => ({
  policyAnalyzeSummaryEvent: { resourceUrn: URN, policyPackName: PACK, passed, failed: [] },
});

const LOG = log(
  { sequence: 0, preludeEvent: {} },
  summary("s3-versioning", "s3-no-acl"),
  finding("s3-versioning", "<{%fg 1%}>source has no BucketVersioning. Declare one.\n(medium; S3.14)<{%reset%}>"),
  finding("s3-versioning", "<{%fg 1%}>source has no BucketVersioning. Declare one.\n(medium; S3.14)<{%reset%}>"),
  finding("s3-tls-only", "another pack's", { policyPackName: "other" }),
  finding("pack-exceptions", "unused.", { enforcementLevel: "advisory", resourceUrn: undefined }),
  { policyAnalyzeStackSummaryEvent: { policyPackName: PACK, passed: ["sqs-encrypted"] } },
  { policyAnalyzeStackSummaryEvent: { policyPackName: "other", passed: ["sns-encrypted"] } },
);
const reported = () => controlReport(rules, readEvents(LOG, PACK), { pack: PACK, version: "0.1.0" });
const statusOf = (id: string) => reported().controls.find(({ control }) => control === id)?.status;

describe("the report of an event log", () => {
  it("has each finding of the pack once, without the marks for colours", () => {
    expect(readEvents(LOG, PACK).findings).to.deep.equal([
      {
        rule: "s3-versioning",
        level: "mandatory",
        message: "source has no BucketVersioning. Declare one.\n(medium; S3.14)",
        urn: URN,
      },
      { rule: "pack-exceptions", level: "advisory", message: "unused." },
    ]);
  });

  it("says of each control whether it failed, passed or had nothing to check", () => {
    expect(statusOf("S3.14"), "a finding outweighs a pass").to.equal("failed");
    expect(statusOf("S3.12"), "a resource rule that passed").to.equal("passed");
    expect(statusOf("SQS.1"), "a stack rule that passed").to.equal("passed");
    expect(statusOf("SNS.1"), "passed in another pack only").to.equal("not evaluated");
    expect(statusOf("S3.5")).to.equal("not evaluated");
  });

  it("has every rule and every control, numbers in order", () => {
    const { rules: all, controls } = reported();
    expect(all.map(({ rule }) => rule)).to.deep.equal(rules.map(({ name }) => name));
    const s3 = controls.map(({ control }) => control).filter((id) => /^S3\.\d+$/.test(id));
    expect(s3).to.deep.equal([...s3].sort((a, b) => Number(a.slice(3)) - Number(b.slice(3))));
    expect(s3.length).to.be.greaterThan(8);
  });

  it("names the line that is no event", () => {
    expect(() => readEvents(`${log({})}Previewing update (dev)\n`, PACK)).to.throw("line 2 is no event");
    expect(() => readEvents("3\n", PACK)).to.throw("line 1 is no event");
  });

  it("as Markdown has the findings, then the controls", () => {
    const markdown = asMarkdown(reported());
    expect(markdown).to.contain(
      "| mandatory | medium | s3-versioning | `aws:s3/bucket:Bucket source` | source has no BucketVersioning. Declare one. |",
    );
    expect(markdown).to.contain("| advisory | low | pack-exceptions | the stack | unused. |");
    expect(markdown).to.contain("| S3.14 | failed | s3-versioning |");
  });

  it("as SARIF locates each finding in the source and at its resource", () => {
    const sarif = asSarif(reported(), rules, "index.ts") as {
      runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
    };
    const [run] = sarif.runs;
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).to.deep.equal([
      ["s3-versioning", "error"],
      ["pack-exceptions", "warning"],
    ]);
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex as number]?.id).to.equal(ruleId);
    expect(run?.results[0]?.["locations"]).to.deep.equal([
      {
        physicalLocation: { artifactLocation: { uri: "index.ts" }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: URN, name: "source", kind: "resource" }],
      },
    ]);
  });
});

describe("guardrails-report", () => {
  const folder = mkdtempSync(join(tmpdir(), "guardrails-report-"));
  const events = join(folder, "events.jsonl");
  const command = join(__dirname, "../dist/report.js");
  const run = (args: readonly string[], input = "") =>
    spawnSync(process.execPath, [command, ...args], { encoding: "utf8", input });

  before(() => {
    execFileSync("npm", ["run", "build", "--silent"], { cwd: join(__dirname, ".."), stdio: "pipe" });
    writeFileSync(events, LOG);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("prints Markdown, from a file or from standard input", () => {
    const { status, stdout, stderr } = run([events]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.match(/^## aws-serverless-guardrails \d+\.\d+\.\d+\n/);
    expect(run(["-"], LOG).stdout).to.equal(stdout);
  });

  it("writes JSON and SARIF", () => {
    const [json, sarif] = [join(folder, "report.json"), join(folder, "report.sarif")];
    expect(run([events, "--json", json, "--sarif", sarif]).status).to.equal(0);
    expect(JSON.parse(readFileSync(json, "utf8")))
      .to.have.property("controls")
      .with.length.greaterThan(50);
    expect(JSON.parse(readFileSync(sarif, "utf8"))).to.have.property("version", "2.1.0");
  });

  for (const [title, args, expected] of [
    ["no event log", [], "expected one event log, got 0"],
    ["two", [events, events], "expected one event log, got 2"],
    ["an event log that does not exist", [join(folder, "none")], "no such file"],
    ["an option that it does not have", [events, "--html", "x"], "--html"],
  ] as const) {
    it(`ends with 2 and its usage for ${title}`, () => {
      const { status, stdout, stderr } = run(args);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr).to.contain(expected).and.contain("Usage: guardrails-report");
    });
  }
});
