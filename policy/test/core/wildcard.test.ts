import { expect } from "chai";
import fc from "fast-check";

import { hasWildcard, matchesAnyCase, matchesWildcard } from "../../src/core/wildcard";

describe("a pattern", () => {
  const cases: [pattern: string, matches: string[], others: string[]][] = [
    ["*", ["", "a", "a\nb"], []],
    ["a*c", ["ac", "abc", "a/b/c"], ["acb", "xac"]],
    ["a?c", ["abc", "a?c"], ["ac", "abbc"]],
    ["a.c+(d)", ["a.c+(d)"], ["abc+(d)", "a.cc(d)"]],
    ["s3:**Object", ["s3:GetObject"], ["s3:GetObjects"]],
  ];
  for (const [pattern, matches, others] of cases) {
    it(`${pattern} matches these texts and no others`, () => {
      for (const text of matches) expect(matchesWildcard(pattern, text), text).to.equal(true);
      for (const text of others) expect(matchesWildcard(pattern, text), text).to.equal(false);
    });
  }

  it("is case-sensitive, unless it is matched in any case", () => {
    expect(matchesWildcard("S3:*", "s3:GetObject")).to.equal(false);
    expect(matchesAnyCase("S3:get*", "s3:GetObject")).to.equal(true);
  });

  it("without wildcards matches only itself, with every character", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        fc.pre(!hasWildcard(a));
        expect(matchesWildcard(a, b)).to.equal(a === b);
      }),
    );
  });
});
