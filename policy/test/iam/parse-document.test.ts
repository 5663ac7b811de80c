import { expect } from "chai";
import fc from "fast-check";

import type { Plain } from "../../src/core/plain-value";
import { Unknown } from "../../src/core/plain-value";
import { parseDocument } from "../../src/iam/parse-document";
import { allow, documentOf } from "../support/documents";

describe("a policy document", () => {
  it("is read alike as text and as an object, with single values and with lists", () => {
    const lists = {
      Statement: [
        {
          Effect: "Allow",
          Action: ["a:B"],
          Resource: ["r"],
          Principal: { AWS: ["x"] },
          Condition: { Bool: { K: ["true"] } },
        },
      ],
    };
    const single = {
      statement: {
        effect: "ALLOW",
        action: "a:B",
        resource: "r",
        principal: { AWS: "x" },
        condition: { Bool: { k: true } },
      },
    };
    const [read] = [parseDocument(lists)];
    expect(read).to.have.property("kind", "read");
    expect(parseDocument(single)).to.deep.equal(read);
    expect(parseDocument(JSON.stringify(single))).to.deep.equal(read);
  });

  it("keeps what is known beside what is not", () => {
    const document = parseDocument({
      Statement: [{ Effect: "Allow", Action: ["a:B", new Unknown("p")], Resource: new Unknown("q") }, new Unknown("s")],
    });
    expect(document).to.have.property("kind", "read");
    if (document.kind !== "read") return;
    expect(document.statements).to.have.length(1);
    expect(document.statements[0]).to.deep.include({ actions: ["a:B"], resources: [], pending: ["p", "q"] });
  });

  it("is pending where nothing of it is known, and absent where there is none", () => {
    expect(parseDocument(new Unknown("policy"))).to.deep.equal({ kind: "pending", path: "policy" });
    expect(parseDocument({ Statement: new Unknown("policy.Statement") })).to.deep.equal({
      kind: "pending",
      path: "policy.Statement",
    });
    expect(parseDocument(null)).to.deep.equal({ kind: "absent" });
  });

  it("names a statement by its Sid, or by its place", () => {
    const document = parseDocument(documentOf(allow(), allow({ Sid: "Read" })));
    if (document.kind !== "read") throw new Error("expected a document that is read");
    expect(document.statements.map(({ label }) => label)).to.deep.equal(["statement 1", 'statement "Read"']);
  });

  it("lists the unknown parts of a statement, and not the known ones", () => {
    const document = parseDocument({
      Statement: {
        Sid: "",
        Effect: "Deny",
        NotAction: [new Unknown("a"), "s3:*"],
        NotResource: ["r", new Unknown("b")],
        Principal: { AWS: new Unknown("c") },
        NotPrincipal: new Unknown("d"),
        Condition: {
          Bool: { K: [new Unknown("e"), true, 1, null, {}] },
          StringEquals: new Unknown("f"),
        },
      },
    });
    expect(document).to.deep.equal({
      kind: "read",
      problems: [],
      statements: [
        {
          label: "statement 1",
          id: "1",
          effect: "Deny",
          actions: [],
          notActions: ["s3:*"],
          resources: [],
          notResources: ["r"],
          principals: [],
          notPrincipals: [],
          conditions: [
            { operator: "Bool", key: "k", values: ["true", "1"], pending: true },
            { operator: "StringEquals", key: "", values: [], pending: true },
          ],
          pending: ["a", "b", "c", "d", "e", "f"],
        },
      ],
      pending: [],
    });
    const unknownCondition = parseDocument({ Statement: allow({ Condition: new Unknown("g") }) as Plain });
    expect(unknownCondition).to.have.nested.property("statements[0].pending").that.deep.equals(["g"]);
  });

  it("is pending only where every statement is unknown and none is invalid", () => {
    const unknown = new Unknown("s");
    expect(parseDocument({ Statement: [unknown] })).to.deep.equal({ kind: "pending", path: "s" });
    expect(parseDocument({ Statement: [unknown, "x"] })).to.deep.equal({
      kind: "read",
      statements: [],
      problems: ["statement 2 is not an object"],
      pending: ["s"],
    });
    expect(parseDocument({ Statement: ["x"] })).to.have.property("kind", "read");
  });

  it("names the statements that are unknown, or whose effect is, beside those that are read", () => {
    const effect = allow({ Effect: new Unknown("e") }) as Plain;
    const document = parseDocument({ Statement: [new Unknown("s"), allow() as Plain, effect] });
    expect(document).to.deep.include({ kind: "read", problems: [], pending: ["s", "e"] });
    expect(document).to.have.property("statements").with.length(1);
    expect(parseDocument({ Statement: effect })).to.deep.equal({ kind: "pending", path: "e" });
  });

  it("has a problem for each invalid statement, and the valid ones", () => {
    const document = parseDocument({
      Statement: [["x"], { Effect: "Permit" }, { Effect: 1 }, { Effect: "Allow" }, allow()] as Plain[],
    });
    expect(document)
      .to.have.property("problems")
      .that.deep.equals([
        "statement 1 is not an object",
        'statement 2 has neither Effect "Allow" nor "Deny"',
        'statement 3 has neither Effect "Allow" nor "Deny"',
        "statement 4 has neither Action nor NotAction",
      ]);
    expect(document).to.have.property("statements").with.length(1);
    for (const text of ["null", "[]", "1", '"x"', "true"]) {
      expect(parseDocument(text), text).to.deep.equal({
        kind: "read",
        statements: [],
        problems: ["is not an object with a Statement"],
        pending: [],
      });
    }
    expect(parseDocument({ Statement: [] }))
      .to.have.property("problems")
      .that.deep.equals(["has no Statement"]);
  });

  it("never throws, whatever it is", () => {
    const json = fc.jsonValue() as fc.Arbitrary<Plain>;
    const likely = fc.record({
      Statement: fc.oneof(
        json,
        fc.array(fc.record({ Effect: json, Action: json, Resource: json, Principal: json, Condition: json })),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(json, likely as fc.Arbitrary<Plain>, fc.string()), (value) => {
        const document = parseDocument(value);
        if (document.kind === "read" && document.statements.length === 0)
          expect(document.problems).to.have.length.greaterThan(0);
      }),
    );
  });
});
