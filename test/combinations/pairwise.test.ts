import { expect } from "chai";
import { PROJECT_DIR } from "../support/cli";
import { eachPair, eachSwitch } from "./combinations";
import { pairwise } from "./pairwise";
import { switches } from "./switches";

describe("combinations of switches", () => {
  const sizes = [3, 2, 4, 3, 2, 2];

  it("have every pair of values in one of the rows", () => {
    const rows = pairwise(sizes);
    for (const [first, size] of sizes.entries())
      for (const [second, other] of sizes.entries())
        if (first < second) {
          const pairs = new Set(rows.map((row) => `${row[first] ?? ""} ${row[second] ?? ""}`));
          expect(pairs.size, `choices ${first} and ${second}`).to.equal(size * other);
        }
  });

  it("are few: little more than the two largest choices have pairs", () => {
    expect(pairwise(sizes)).to.have.length.within(12, 18);
    expect(pairwise(sizes)).to.deep.equal(pairwise(sizes));
  });

  it("have each stack with each value of each switch", () => {
    const pairs = eachPair(PROJECT_DIR);
    const singles = eachSwitch(PROJECT_DIR);
    const values = Object.values(switches).flat();
    for (const stack of new Set(pairs.map((each) => each.stack)))
      for (const value of values)
        for (const list of [pairs, singles])
          expect(
            list.some(
              ({ stack: other, config }) =>
                other === stack && Object.entries(value).every(([key, set]) => config[key] === set),
            ),
            `${stack} ${JSON.stringify(value)}`,
          ).to.equal(true);
  });
});
