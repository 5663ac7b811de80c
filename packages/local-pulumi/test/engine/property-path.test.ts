import { expect } from "chai";

import { changedPaths, keepOld, matchesPath, parsePath } from "../../src/engine/property-path";

describe("property paths", () => {
  it("are split at dots, indexes and quoted keys", () => {
    expect(parsePath('a.b[0]["c.d"].*[*]')).to.deep.equal(["a", "b", "0", "c.d", "*", "*"]);
  });

  it("put back what is there, take away what is new, and leave the rest", () => {
    const oldInputs = {
      a: 1,
      list: [
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ],
    };
    const newInputs = {
      a: 2,
      b: 2,
      list: [
        { x: 9, y: 9 },
        { x: 9, y: 9 },
      ],
    };
    expect(keepOld(["a", "b", "list[*].x"], oldInputs, newInputs)).to.deep.equal({
      a: 1,
      list: [
        { x: 1, y: 9 },
        { x: 2, y: 9 },
      ],
    });
    expect(newInputs.a).to.equal(2);
  });

  it("name the innermost change", () => {
    expect(changedPaths({ a: { b: [1, 2], c: 3 } }, { a: { b: [1, 5], c: 3 }, d: 1 })).to.deep.equal([
      ["a", "b", "1"],
      ["d"],
    ]);
  });

  it("match a change at, above and below them, and no other", () => {
    expect(matchesPath("a.b", ["a", "b"])).to.equal(true);
    expect(matchesPath("a", ["a", "b"])).to.equal(true);
    expect(matchesPath("a.b", ["a"])).to.equal(true);
    expect(matchesPath("*", ["anything"])).to.equal(true);
    expect(matchesPath("a.b", ["a", "c"])).to.equal(false);
  });
});
