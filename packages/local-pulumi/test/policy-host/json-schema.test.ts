import { expect } from "chai";

import { validateAgainstSchema, type JsonSchema } from "../../src/policy-host/json-schema";

describe("validateAgainstSchema", () => {
  const cases: [title: string, schema: JsonSchema, right: unknown, wrong: unknown, problem: RegExp][] = [
    ["a type", { type: "string" }, "a", 1, /^expected string but received 1$/],
    ["one of several types", { type: ["string", "null"] }, null, false, /^expected string or null/],
    ["a whole number", { type: "integer" }, 1, 1.5, /^expected integer/],
    ["a list, which is no object", { type: "object" }, {}, [], /^expected object/],
    ["an enumeration", { enum: ["a", "b"] }, "a", "c", /^expected one of "a", "b"/],
    ["a pattern", { pattern: "^\\d+$" }, "12", "1x", /^expected a text that matches/],
    ["a shortest text", { minLength: 1 }, "a", "", /^expected at least 1 characters/],
    ["a smallest number", { minimum: 2 }, 2, 1, /^expected at least 2/],
    ["a largest number", { maximum: 2 }, 2, 3, /^expected at most 2/],
    ["a shortest list", { minItems: 1 }, [1], [], /^expected at least 1 items/],
    ["what a list holds", { items: { type: "string" } }, ["a"], ["a", 2], /^1: expected string/],
    [
      "what an object holds",
      { properties: { a: { type: "string" } } },
      { a: "x", b: 1 },
      { a: 1 },
      /^a: expected string/,
    ],
    ["what an object must hold", { required: ["a"] }, { a: 1 }, {}, /^a is required$/],
    [
      "what an object may hold",
      { properties: { a: {} }, additionalProperties: false },
      { a: 1 },
      { b: 1 },
      /^b is not a known property$/,
    ],
    [
      "what else an object holds",
      { additionalProperties: { type: "string" } },
      { x: "y" },
      { x: 1 },
      /^x: expected string/,
    ],
  ];
  for (const [title, schema, right, wrong, problem] of cases) {
    it(`holds a value to ${title}`, () => {
      expect(validateAgainstSchema(right, schema)).to.deep.equal([]);
      const problems = validateAgainstSchema(wrong, schema);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(problem);
    });
  }

  it("names the path of a problem inside", () => {
    const schema = {
      properties: { list: { items: { required: ["name"], properties: { name: { type: "string" } } } } },
    };
    expect(validateAgainstSchema({ list: [{ name: 1 }, {}] }, schema)).to.deep.equal([
      "list.0.name: expected string but received 1",
      "list.1: name is required",
    ]);
  });
});
