import { expect } from "chai";
import fc from "fast-check";

import { hasWildcard, matchesAnyCase, matchesWildcard } from "../../src/core/wildcard";

describe("IAM's wildcards", () => {
  it("match across every / and : with *, so that a prefix covers all that is under it", () => {
    for (const [pattern, text] of [
      ["arn:aws:s3:::source/*", "arn:aws:s3:::source/a"],
      ["arn:aws:s3:::source/*", "arn:aws:s3:::source/a/b/c.jpg"],
      ["arn:aws:s3:::source*", "arn:aws:s3:::source/a/b"],
      ["arn:aws:s3:::*/thumbs/*", "arn:aws:s3:::source/2026/11/thumbs/a/b.jpg"],
      ["arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:role/service-role/x/y"],
      ["arn:aws:logs:*:log-group:/aws/*", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/x:*"],
    ] as const) {
      expect(matchesWildcard(pattern, text), `${pattern} ${text}`).to.equal(true);
    }
  });

  it("match one / or : with ?", () => {
    expect(matchesWildcard("a?b", "a/b")).to.equal(true);
    expect(matchesWildcard("a?b", "a:b")).to.equal(true);
    expect(matchesWildcard("a?b", "a//b")).to.equal(false);
  });

  it("match nothing before or after the pattern", () => {
    expect(matchesWildcard("source/*", "arn:aws:s3:::source/a")).to.equal(false);
    expect(matchesWildcard("arn:aws:s3:::source/*/x", "arn:aws:s3:::source/a/b/x/y")).to.equal(false);
  });
});

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

  it("matches literally every character but * and ?", () => {
    for (const character of ".+^${}()|[]\\/-,&") {
      expect(matchesWildcard(`a${character}b`, `a${character}b`), character).to.equal(true);
      expect(matchesWildcard(`a${character}b`, "ab"), character).to.equal(false);
      expect(matchesWildcard(`a${character}b`, "aab"), character).to.equal(false);
      expect(matchesWildcard(`a${character}b`, "axb"), character).to.equal(false);
    }
  });

  it("is matched in the same way every time", () => {
    for (let times = 0; times < 3; times++) {
      expect(matchesWildcard("a*c", "abc")).to.equal(true);
      expect(matchesWildcard("a*c", "abd")).to.equal(false);
    }
  });

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
