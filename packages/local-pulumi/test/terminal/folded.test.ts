import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { foldedLines, progressLine } from "../../src/terminal/folded";
import { ResourceRows } from "../../src/terminal/resource-rows";
import { stackDisplay } from "../../src/terminal/stack-display";
import type { StepEvent } from "../../src/engine/events";
import { Screen } from "../../../../test/support/screen";

const step = (urn: string, type: string, fields: Partial<StepEvent> = {}): StepEvent => ({
  kind: "step",
  phase: "end",
  op: "create",
  urn,
  type,
  name: urn,
  parent: "",
  custom: true,
  ...fields,
});

function rowsOf(steps: readonly StepEvent[]): ResourceRows {
  const rows = new ResourceRows(() => 0);
  for (const one of steps) rows.take(one);
  return rows;
}

const folded = (steps: readonly StepEvent[], columns = 80, dryRun = false): string[] =>
  foldedLines(rowsOf(steps).all(), dryRun, columns).map((line) => stripVTControlCharacters(line));

const many: readonly StepEvent[] = [
  step("app", "pulumi:pulumi:Stack"),
  step("images", "image-pipeline:infra:ImagePipeline"),
  step("a", "aws:s3/bucket:Bucket"),
  step("b", "aws:s3/bucketVersioning:BucketVersioning"),
  step("c", "aws:lambda/function:Function"),
];

describe("display of a run, folded", () => {
  it("counts what is new by service, the most first, in the terminal's width", () => {
    expect(folded(many)).to.deep.equal([" +   created: s3 2, components 1, lambda 1"]);
    const services = Array.from({ length: 9 }, (_, i) => step(`r${i}`, `aws:service${i}/thing:Thing`));
    const narrow = folded(services, 60);
    expect(narrow.length).to.be.above(1);
    for (const line of narrow) expect(line.length).to.be.below(60);
    expect(narrow[1]).to.match(/^ {5}service\d 1,/);
  });

  it("lists what is changed, replaced, deleted or has failed", () => {
    const lines = folded([
      ...many,
      step("d", "aws:iam/role:Role", { op: "update", before: { a: 1 }, after: { a: 2 } }),
      step("e", "aws:iam/role:Role", { op: "delete" }),
      step("f", "aws:iam/role:Role", { phase: "fail" }),
      step("g", "aws:iam/role:Role", { op: "same" }),
    ]);
    expect(lines.slice(1).map((line) => line.replace(/ +/g, " "))).to.deep.equal([
      " ~ aws:iam:Role d updated [diff: ~a]",
      " - aws:iam:Role e deleted",
      " + aws:iam:Role f creating failed",
    ]);
  });

  it("says nothing where nothing changes, and plans where it is a dry run", () => {
    expect(folded([step("a", "aws:s3/bucket:Bucket", { op: "same" })])).to.deep.equal([]);
    expect(folded(many, 80, true)).to.deep.equal([" +   create: s3 2, components 1, lambda 1"]);
  });

  it("says how far a run is", () => {
    const rows = rowsOf([...many, step("role", "aws:iam/role:Role", { phase: "begin" })]);
    expect(progressLine(rows.all(), false)).to.equal(" 5 of 6 resources  creating aws:iam:Role role");
    expect(progressLine(rowsOf(many).all(), false)).to.equal(" 5 of 5 resources");
  });

  it("is one line on a terminal, and counts when the run has ended", async () => {
    const screen = new Screen();
    const display = stackDisplay(screen.stream, { stack: "dev", dryRun: false, folded: true });
    for (const one of many) display.take(one);
    await screen.shows("5 of 5 resources");
    expect(screen.lines()).to.have.length(3);
    display.end();
    expect(stripVTControlCharacters(screen.lines().join("\n"))).to.equal(
      "Updating (dev)\n\n +   created: s3 2, components 1, lambda 1",
    );
    expect(screen.cursorShown).to.equal(true);
  });
});
