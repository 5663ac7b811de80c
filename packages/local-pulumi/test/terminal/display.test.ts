import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { diffLines } from "../../src/terminal/diff";
import { clip } from "../../src/terminal/live-region";
import { ResourceRows } from "../../src/terminal/resource-rows";
import { treeLines } from "../../src/terminal/tree";
import { inline, shown, valueLines } from "../../src/terminal/values";
import { shortType } from "../../src/terminal/words";
import type { StepEvent } from "../../src/engine/events";
import { secret, SIGNATURE_KEY, signatures, UNKNOWN_VALUE } from "../../src/property-values/wire-form";

const step = (name: string, parent: string, fields: Partial<StepEvent> = {}): StepEvent => ({
  kind: "step",
  phase: "end",
  op: "create",
  urn: name,
  type: "aws:s3/bucket:Bucket",
  name,
  parent,
  custom: true,
  ...fields,
});

function lines(steps: readonly StepEvent[], dryRun = false): string[] {
  const rows = new ResourceRows(() => 0);
  for (const one of steps) rows.take(one);
  return treeLines(rows.tree(), dryRun).map((line) => stripVTControlCharacters(line));
}

describe("display of a run", () => {
  it("is a tree in which each resource stands below its parent", () => {
    const tree = lines([
      step("stack", ""),
      step("a", "stack"),
      step("b", "stack"),
      step("a1", "a"),
      step("a2", "a"),
      step("a11", "a1"),
    ]);
    expect(tree).to.deep.equal([
      "     Type                    Name   Status",
      " +   aws:s3:Bucket           stack  created",
      " +   ├─ aws:s3:Bucket        a      created",
      " +   │  ├─ aws:s3:Bucket     a1     created",
      " +   │  │  └─ aws:s3:Bucket  a11    created",
      " +   │  └─ aws:s3:Bucket     a2     created",
      " +   └─ aws:s3:Bucket        b      created",
    ]);
  });

  it("shows of what stays the same only what leads to a change, and for what it is", () => {
    const tree = lines([
      step("stack", "", { op: "same" }),
      step("quiet", "stack", { op: "same" }),
      step("group", "stack", { op: "same" }),
      step("fn", "group", { op: "update", before: { memory: 1, name: "x" }, after: { memory: 2, name: "x" } }),
    ]);
    expect(tree.join("\n"))
      .to.contain("fn     updated [diff: ~memory]")
      .and.to.contain("group")
      .and.not.to.contain("quiet");
  });

  it("says what would be done in a dry run, and what failed", () => {
    expect(lines([step("a", "", { op: "replace", replaces: ["bucket"] })], true)[1]).to.match(
      /^ \+-\s+aws:s3:Bucket\s+a\s+replace \[diff: ~bucket\]$/,
    );
    expect(lines([step("a", "", { phase: "fail" })])[1]).to.contain("creating failed");
  });

  it("hides default providers, and the deletion that belongs to a replacement", () => {
    const tree = lines([
      step("default_1", "", { type: "pulumi:providers:aws" }),
      step("a", "", { op: "replace" }),
      step("a", "", { op: "delete", replaces: [] }),
    ]);
    expect(tree).to.have.length(2);
    expect(tree[1]).to.contain("replaced");
  });

  it("never prints a secret, and names what is unknown", () => {
    const value = {
      password: secret("hush"),
      arn: UNKNOWN_VALUE,
      code: { [SIGNATURE_KEY]: signatures.asset, text: "x", hash: "abcdef0123" },
    };
    const text = valueLines(shown(value), "").join("\n");
    expect(text).to.equal("{\n    password: [secret]\n    arn: [unknown]\n    code: asset(text:abcdef0)\n}");
    expect(inline(shown(secret("hush")))).to.equal("[secret]");
  });

  it("prints an update as what was and what will be", () => {
    const update = step("fn", "", {
      op: "update",
      before: { memory: 1, env: { A: "x" } },
      after: { memory: 2, env: { A: "x" } },
    });
    expect(
      diffLines(update)
        .map((line) => stripVTControlCharacters(line))
        .slice(2),
    ).to.deep.equal(["      ~ memory: 1 => 2"]);
  });

  it("says of an update for no input what it is for", () => {
    const update = step("stage", "", { op: "update", before: { name: "prod" }, after: { name: "prod" } });
    expect(diffLines(update).map((line) => stripVTControlCharacters(line))[2]).to.equal(
      "      (no input: its outputs are out of date)",
    );
  });

  it("shortens type tokens as the CLI does, and lines to the terminal's width", () => {
    expect(shortType("aws:s3/bucket:Bucket")).to.equal("aws:s3:Bucket");
    expect(shortType("image-pipeline:infra:Trigger")).to.equal("image-pipeline:infra:Trigger");
    expect(clip("\u001b[32mgreen\u001b[39m", 5)).to.equal("\u001b[32mgreen\u001b[39m");
    expect(clip("\u001b[32mgreen\u001b[39m", 3)).to.equal("gre");
    expect(clip("写真.jpg", 5)).to.equal("写真.");
  });
});
