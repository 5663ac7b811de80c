import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { columnsOf } from "../../../packages/local-pulumi/src/terminal/fit";
import { outcomeLine, outcomeTable } from "../../../commands/output/image-table";
import { type ImageOutcome, type ImageReport, totalsOf } from "../../../commands/images/image-report";
import { interruptionLines, readableBytes, summaryLines } from "../../../commands/output/summary";

const report = (name: string, outcome: ImageOutcome, ms: number, cold = false): ImageReport => ({
  image: { file: `dir/${name}`, name, sizeBytes: 2_000_000, explicit: false },
  key: name,
  outcome,
  cold,
  ms,
  files: [],
});
const good: ImageOutcome = {
  status: "processed",
  originalSize: "1920x1080",
  results: [{ key: "processed-a.jpg", bytes: 7000, size: "300x300" }],
};
const reports = [
  report("a.jpg", good, 80),
  report("b.jpg", good, 900, true),
  report("c.jpg", { status: "refused", reason: "NOT_AN_IMAGE", message: "it is a text" }, 60),
  report("d.jpg", { status: "failed", reason: "DEAD_LETTER" }, 3000),
];

describe("the report on images", () => {
  it("of an interrupted run names what was not done, and no more than fits on a screen", () => {
    const images = Array.from({ length: 25 }, (_, i) => ({
      ...{ file: `dir/${i}.jpg`, name: `${i}.jpg`, sizeBytes: 1, explicit: false },
    }));
    const lines = (count: number) => interruptionLines(images.slice(0, count), 30).map(stripVTControlCharacters);
    expect(lines(1)).to.deep.equal(["not done dir/0.jpg", "interrupted: 29 of 30 images were done, 1 were not"]);
    expect(lines(25).slice(-3)).to.deep.equal([
      "not done dir/19.jpg",
      "not done: 5 more",
      "interrupted: 5 of 30 images were done, 25 were not",
    ]);
  });

  it("names every file without a result, with its reason", () => {
    const lines = summaryLines(reports, [{ file: "x.txt", reason: "no extension of an image" }], "out", 1500).map(
      (line) => stripVTControlCharacters(line),
    );
    expect(lines).to.deep.equal([
      "skipped x.txt: no extension of an image",
      "refused dir/c.jpg NOT_AN_IMAGE: it is a text",
      "failed dir/d.jpg DEAD_LETTER",
      "4 images in 1.50 s: 2 processed, 1 refused, 1 failed, 1 skipped",
      "8.0 MB in, 14.0 KB out",
      "upload to record: 80 ms warm, 900 ms cold (median)",
      "results are in out",
    ]);
  });

  it("states what is wrong with an image that was processed all the same", () => {
    const line = outcomeLine(report("a.jpg", { ...good, warnings: ["FOCAL_INVALID"] }, 80));
    expect(stripVTControlCharacters(line)).to.include("processed-a.jpg (FOCAL_INVALID)");
  });

  it("is one line per image without a terminal, and a table with the same facts on one", () => {
    expect(reports.map((one) => stripVTControlCharacters(outcomeLine(one)))[1]).to.equal(
      "b.jpg  1920x1080 → 300x300  2.0 MB → 7.0 KB  processed-a.jpg  cold 900 ms",
    );
    const table = stripVTControlCharacters(outcomeTable(reports));
    expect(table.split("\n").filter((line) => line.includes(".jpg"))).to.have.length(4);
    expect(table).to.contain("refused: NOT_AN_IMAGE").and.to.contain("cold 900");
  });

  it("names the file of a result whose key cannot be a file name", () => {
    const kept = (file: string) => ({ ...report("a.jpg", good, 80), files: [file] });
    const lines = summaryLines(
      [kept("out/processed-a.jpg"), kept("processed-a.jpg"), kept("out/p~1.jpg")],
      [],
      "out",
      1,
    );
    expect(
      lines.map((line) => stripVTControlCharacters(line)).filter((line) => line.includes("stored as")),
    ).to.deep.equal(["processed-a.jpg is stored as out/p~1.jpg: its key cannot be a file name"]);
  });

  it("counts and adds up", () => {
    expect(totalsOf(reports, [])).to.deep.equal({
      processed: 2,
      refused: 1,
      failed: 1,
      skipped: 0,
      bytesIn: 8_000_000,
      bytesOut: 14_000,
      warmMs: 80,
      coldMs: 900,
    });
    expect([999, 1500, 2_500_000].map(readableBytes)).to.deep.equal(["999 B", "1.5 KB", "2.5 MB"]);
  });

  const long = "a-rather-long-name-of-an-image-from-the-holidays-2024.jpg";
  const longOnes = [
    ...reports,
    report(long, { ...good, results: [{ key: `processed-${long}`, bytes: 7000, size: "300x300" }] }, 80),
    report("写真写真写真写真写真写真写真写真写真写真🏖️.jpg", good, 80),
  ];

  for (const columns of [40, 60, 79, 80, 93, 120]) {
    it(`fits into ${columns} columns`, () => {
      const lines = stripVTControlCharacters(outcomeTable(longOnes, columns)).split("\n");
      expect(Math.max(...lines.map(columnsOf))).to.be.at.most(columns);
      for (const begin of ["a.jpg", "a-ra", "写真"]) {
        expect(
          lines.filter((line) => line.trimStart().startsWith(begin)),
          begin,
        ).to.have.length(1);
      }
    });
  }

  it("leaves names whole where the terminal is wide or of unknown width", () => {
    for (const columns of [undefined, 0, 300]) {
      expect(outcomeTable(longOnes, columns)).to.contain(` ${long} `).and.to.contain(`processed-${long}`);
    }
  });

  it("escapes control characters in names and keeps them on one line", () => {
    const name = "a\nb\u001b[31m.jpg";
    const bad = [report(name, good, 1), report(name, { status: "failed", reason: "R", message: name }, 1)];
    const shown = "a b\\u{1b}[31m.jpg";
    const table = outcomeTable(bad);
    expect(table.split("\n").filter((line) => line.includes(shown))).to.have.length(2);
    for (const one of bad) expect(stripVTControlCharacters(outcomeLine(one))).to.match(/^a b\\u\{1b\}\[31m\.jpg {2}/);
    const lines = summaryLines(bad, [{ file: name, reason: "why" }], name, 1);
    expect([...lines, table].join("\n")).not.to.contain("\u001b[31m.jpg");
    expect(lines.map((line) => stripVTControlCharacters(line))).to.include.members([
      `skipped ${shown}: why`,
      `failed dir/${shown} R: ${shown}`,
      `results are in ${shown}`,
    ]);
  });
});
