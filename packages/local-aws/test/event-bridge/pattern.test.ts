import { expect } from "chai";

import { AwsError } from "../../src/http/aws-error";
import { matchesPattern, parsePattern } from "../../src/event-bridge/pattern";

const event = {
  source: "aws.s3",
  "detail-type": "Object Created",
  resources: ["arn:aws:s3:::photos", "arn:aws:s3:::other"],
  detail: {
    bucket: { name: "photos" },
    object: { key: "in/Cat.JPG", size: 2048 },
    "source-ip-address": "10.1.2.3",
    nothing: null,
    parts: [{ n: 1 }, { n: 2 }],
  },
};
const matches = (pattern: object) => matchesPattern(parsePattern(JSON.stringify(pattern)), event);
const key = (filter: unknown) => matches({ detail: { object: { key: [filter] } } });
const size = (filter: unknown) => matches({ detail: { object: { size: [filter] } } });

describe("an event pattern", () => {
  it("matches if every field has one of its values", () => {
    expect(matches({ source: ["aws.s3"], "detail-type": ["Object Deleted", "Object Created"] })).to.equal(true);
    expect(matches({ source: ["aws.s3"], "detail-type": ["Object Deleted"] })).to.equal(false);
    expect(matches({ detail: { nothing: [null] } })).to.equal(true);
  });

  it("matches an array by one element", () => {
    expect(matches({ resources: ["arn:aws:s3:::other"] })).to.equal(true);
    expect(matches({ resources: ["arn:aws:s3:::third"] })).to.equal(false);
    expect(matches({ detail: { parts: { n: [2] } } })).to.equal(true);
    expect(matches({ detail: { parts: { n: [3] } } })).to.equal(false);
  });

  const filters: [string, (filter: unknown) => boolean, unknown, unknown][] = [
    ["prefix", key, { prefix: "in/" }, { prefix: "IN/" }],
    [
      "prefix without case",
      key,
      { prefix: { "equals-ignore-case": "IN/" } },
      { prefix: { "equals-ignore-case": "/" } },
    ],
    ["suffix", key, { suffix: ".JPG" }, { suffix: ".jpg" }],
    [
      "suffix without case",
      key,
      { suffix: { "equals-ignore-case": ".jpg" } },
      { suffix: { "equals-ignore-case": ".png" } },
    ],
    ["equals-ignore-case", key, { "equals-ignore-case": "IN/cat.jpg" }, { "equals-ignore-case": "cat.jpg" }],
    ["wildcard", key, { wildcard: "in/*.J*G" }, { wildcard: "in/*.JPG*.JPG" }],
    ["wildcard taken as it stands", key, { wildcard: "in/Cat.JPG" }, { wildcard: "in/\\*" }],
    ["anything-but", key, { "anything-but": ["x", 3] }, { "anything-but": "in/Cat.JPG" }],
    ["anything-but prefix", key, { "anything-but": { prefix: "out/" } }, { "anything-but": { prefix: ["x", "in/"] } }],
    ["anything-but suffix", key, { "anything-but": { suffix: ".png" } }, { "anything-but": { suffix: ".JPG" } }],
    [
      "anything-but wildcard",
      key,
      { "anything-but": { wildcard: "*.png" } },
      { "anything-but": { wildcard: "*.JPG" } },
    ],
    ["exists", key, { exists: true }, { exists: false }],
    ["numeric at its limits", size, { numeric: [">", 2047, "<=", 2048] }, { numeric: [">", 2048] }],
    ["numeric equality", size, { numeric: ["=", 2048] }, { numeric: ["<", 2048] }],
  ];
  for (const [title, field, yes, no] of filters) {
    it(`filters by ${title}`, () => {
      expect(field(yes), "fits").to.equal(true);
      expect(field(no), "does not fit").to.equal(false);
    });
  }

  it("filters by network", () => {
    expect(matches({ detail: { "source-ip-address": [{ cidr: "10.0.0.0/8" }] } })).to.equal(true);
    expect(matches({ detail: { "source-ip-address": [{ cidr: "192.168.0.0/16" }] } })).to.equal(false);
  });

  it("distinguishes missing and present fields", () => {
    expect(matches({ detail: { missing: [{ exists: false }] } })).to.equal(true);
    expect(matches({ detail: { missing: [{ exists: true }] } })).to.equal(false);
    expect(matches({ detail: { missing: [{ "anything-but": "x" }] } })).to.equal(false);
  });

  it("matches one of several patterns under $or", () => {
    const or = (text: string) => ({
      detail: { $or: [{ bucket: { name: [text] } }, { object: { size: [{ numeric: [">", 4096] }] } }] },
    });
    expect(matches(or("photos"))).to.equal(true);
    expect(matches(or("other"))).to.equal(false);
  });

  const wrong: [string, object | string, string][] = [
    ["a scalar in place of a list", { source: "aws.s3" }, "pattern.source: expected a non-empty array or an object"],
    ["an unknown filter", { a: [{ like: "x" }] }, "pattern.a: unrecognized match type like"],
    ["a filter with a wrong value", { a: [{ numeric: [">", "3"] }] }, "pattern.a: numeric:"],
    ["two filters in one", { a: [{ prefix: "x", suffix: "y" }] }, "one content filter"],
    ["an empty object", { a: {} }, "pattern.a: empty objects"],
    ["something that is not JSON", "{", "invalid JSON"],
  ];
  for (const [title, pattern, message] of wrong) {
    it(`is refused for ${title}`, () => {
      const text = typeof pattern === "string" ? pattern : JSON.stringify(pattern);
      expect(() => parsePattern(text))
        .to.throw(AwsError, message)
        .with.property("code", "InvalidEventPatternException");
    });
  }
});
