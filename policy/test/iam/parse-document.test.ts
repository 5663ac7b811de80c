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
