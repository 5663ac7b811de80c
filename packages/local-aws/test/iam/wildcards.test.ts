import { expect } from "chai";

import { evaluate } from "../../src/iam/evaluate";
import type { Statement } from "../../src/iam/policy";

const allows = (statement: Partial<Statement>, resource: string, context: Record<string, string> = {}) =>
  evaluate([{ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...statement }] }], {
    caller: { kind: "anonymous" },
    action: "s3:GetObject",
    resource,
    context,
  }) === "Allow";

describe("wildcards in IAM policies", () => {
  for (const [pattern, resource, expected] of [
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b/c.jpg", true],
    ["arn:aws:s3:::bucket/*/c.jpg", "arn:aws:s3:::bucket/a/b/c.jpg", true],
    ["arn:aws:s3:::bucket/a*c.jpg", "arn:aws:s3:::bucket/a/b/c.jpg", true],
    ["arn:aws:s3:::*", "arn:aws:s3:::bucket/a/b", true],
    ["arn:aws:s3:::bucket*", "arn:aws:s3:::bucket-of-others/a/b", true],
    ["arn:aws:s3:::bucket/a?b", "arn:aws:s3:::bucket/a/b", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/line\nbreak/key", true],
    ["arn:aws:s3:::bucket/a?b", "arn:aws:s3:::bucket/ab", false],
    ["arn:aws:s3:::bucket/*.jpg", "arn:aws:s3:::bucket/a/b.jpg/c", false],
    ["arn:aws:s3:::bucket/a/*", "arn:aws:s3:::bucket/b/a/c", false],
  ] as const) {
    it(`${pattern} ${expected ? "matches" : "does not match"} ${JSON.stringify(resource)}`, () => {
      expect(allows({ Resource: pattern }, resource)).to.equal(expected);
    });
  }

  it("match slashes in StringLike conditions", () => {
    const statement = { Condition: { StringLike: { "s3:prefix": "home/*" } } };
    expect(allows(statement, "arn:aws:s3:::b", { "s3:prefix": "home/a/b" })).to.equal(true);
    expect(allows(statement, "arn:aws:s3:::b", { "s3:prefix": "other/home/a" })).to.equal(false);
  });

  it("match slashes, but no colon before the resource part, in ArnLike conditions", () => {
    const sourceArn = "arn:aws:execute-api:us-east-1:000000000000:api/prod/GET/images";
    const allowsArn = (pattern: string) =>
      allows({ Condition: { ArnLike: { "aws:SourceArn": pattern } } }, "arn:aws:s3:::b", {
        "aws:sourcearn": sourceArn,
      });
    expect(allowsArn("arn:aws:execute-api:*:*:api/*")).to.equal(true);
    expect(allowsArn("arn:aws:execute-api:*:api/*")).to.equal(false);
  });
});
