import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../support/cli";

const PAGE = readFileSync(join(PROJECT_DIR, "docs/scale-and-cost.md"), "utf8");

/** The rows of the table with this first heading, without the heading. */
function tableOf(heading: string): string[][] {
  const from = PAGE.indexOf(`| ${heading} |`);
  expect(from, heading).to.be.above(-1);
  const [table = ""] = PAGE.slice(from).split("\n\n");
  const rows = table.split("\n").map((row) => row.split("|").slice(1, -1));
  return rows.slice(2).map((cells) => cells.map((cell) => cell.trim()));
}

const numbersIn = (text = ""): number[] =>
  (text.match(/[\d,]*\.?\d+/g) ?? []).map((one) => Number(one.replace(/,/g, "")));

describe("the figures of scale and cost", () => {
  it("has a month that is the sum of its lines", () => {
    const usd = tableOf("stack `prod`").map(([, cell]) => numbersIn(cell)[0] ?? NaN);
    const total = usd.pop() ?? NaN;
    expect(usd.reduce((sum, one) => sum + one, 0)).to.be.closeTo(total, 0.006);
  });

  it("has functions at once by images a second and the time of each", () => {
    for (const [hourly, , ...functions] of tableOf("images an hour")) {
      const perSecond = (numbersIn(hourly)[0] ?? NaN) / 3600;
      expect(functions.map(Number), hourly).to.deep.equal([0.1, 0.5, 2].map((d) => Math.ceil(perSecond * d)));
    }
  });

  it("has paths, signatures and events a second by images an hour, with one result and with fifteen", () => {
    const rounded = (value: number) => (value >= 1 ? Math.round(value) : Number(value.toPrecision(1)));
    const perSecond = [10, 1000, 100_000].map((hourly) => hourly / 3600);
    for (const [what = "", ...cells] of tableOf("a second, evenly")) {
      const expected = perSecond.map((rate) => (what.startsWith("changes") ? [rate] : [rate, 15 * rate]).map(rounded));
      expect(cells.map(numbersIn), what).to.deep.equal(expected);
    }
  });
});
