import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import type { PictureOutcome, Verdict } from "../../../local/cli/outcome";
import { outcomeLine, outcomeTable, readableBytes, summaryLines, totalsOf } from "../../../local/cli/report";

const outcome = (name: string, verdict: Verdict, ms: number, cold = false): PictureOutcome => ({
  picture: { file: `dir/${name}`, name, sizeBytes: 2_000_000, explicit: false },
  key: name,
  verdict,
  cold,
  ms,
  files: [],
});
const good: Verdict = {
  status: "processed",
  originalSize: "1920x1080",
  results: [{ key: "processed-a.jpg", bytes: 7000, size: "300x300" }],
};
const outcomes = [
  outcome("a.jpg", good, 80),
  outcome("b.jpg", good, 900, true),
  outcome("c.jpg", { status: "refused", reason: "NOT_AN_IMAGE", message: "it is a text" }, 60),
  outcome("d.jpg", { status: "failed", reason: "DEAD_LETTER" }, 3000),
];

describe("report on pictures", () => {
  it("names every picture that did not become one, with its reason", () => {
    const lines = summaryLines(outcomes, [{ file: "x.txt", reason: "not a picture by its name" }], "out", 1500).map(
      (line) => stripVTControlCharacters(line),
    );
    expect(lines).to.deep.equal([
      "skipped x.txt: not a picture by its name",
      "refused dir/c.jpg NOT_AN_IMAGE: it is a text",
      "failed dir/d.jpg DEAD_LETTER",
      "4 pictures in 1.50 s: 2 processed, 1 refused, 1 failed, 1 skipped; 8.0 MB in, 14.0 KB out; from upload to record 80 ms warm, 900 ms cold (median)",
      "results are in out",
    ]);
  });

  it("is one line per picture where there is no terminal, and a table with the same on one", () => {
    expect(outcomes.map((one) => stripVTControlCharacters(outcomeLine(one)))[1]).to.equal(
      "b.jpg  1920x1080 → 300x300  2.0 MB → 7.0 KB  processed-a.jpg  cold 900 ms",
    );
    const table = stripVTControlCharacters(outcomeTable(outcomes));
    expect(table.split("\n").filter((line) => line.includes(".jpg"))).to.have.length(4);
    expect(table).to.contain("refused: NOT_AN_IMAGE").and.to.contain("cold 900");
  });

  it("counts and adds up", () => {
    expect(totalsOf(outcomes, [])).to.deep.equal({
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
});
