import { expect } from "chai";
import { readSelection, select } from "./selection";

const all = ["dev a", "dev b", "prod a", "prod b"].map((title) => ({ title, stack: title, config: {} }));
const chosen = (...args: string[]) => select(all, readSelection(args)).map(({ number }) => number);

describe("what npm run combinations is asked for", () => {
  it("is every pair on this project's own engine without arguments", () => {
    expect(readSelection([])).to.deep.equal({ cli: false, each: false, from: 1, to: Infinity, words: [] });
    expect(chosen()).to.deep.equal([1, 2, 3, 4]);
  });

  it("is the real CLI, each value alone, from a number, up to a number", () => {
    expect(readSelection(["--cli", "--each", "--from", "2", "--to", "3"])).to.deep.equal({
      cli: true,
      each: true,
      from: 2,
      to: 3,
      words: [],
    });
    expect(chosen("--from", "2", "--to", "3")).to.deep.equal([2, 3]);
    expect(chosen("--from", "4")).to.deep.equal([4]);
  });

  it("is what has all words in its title, under its number among all", () => {
    expect(chosen("b")).to.deep.equal([2, 4]);
    expect(chosen("prod", "b")).to.deep.equal([4]);
  });

  it("is refused where it is none of them, or no number", () => {
    for (const args of [["staging"], ["--from", "5"], ["--to", "0"], ["--from", "two"], ["--from", "1.5"], ["--clj"]])
      expect(() => chosen(...args), args.join(" ")).to.throw(/None of the 4|Expected a number|Unknown option/);
  });
});
