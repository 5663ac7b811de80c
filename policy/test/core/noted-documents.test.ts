import { expect } from "chai";

import { withNotedDocuments } from "../../src/core/noted-documents";
import { snapshot, unknownCheckingProxy, Unknown } from "../../src/core/plain-value";
import { encodeNote, UNKNOWN_LEAF } from "../../src/core/program-notes";
import { ruleNamed } from "../support/rules";
import { evaluate } from "../support/evaluate";
import { resource, UNKNOWN } from "../support/stack-fixture";

/** Properties as a rule reads them, with what the program noted of their documents. */
function completed(properties: Record<string, unknown>, documents: Record<string, unknown>) {
  const seen = snapshot(unknownCheckingProxy(properties));
  return withNotedDocuments(seen, { additionalSecretOutputs: ["arn", encodeNote({ documents })] });
}

const statement = (parts: object) => ({ Statement: [{ Sid: "Open", Effect: "Allow", Action: "sqs:*", ...parts }] });

describe("documents that a program notes", () => {
  it("stand where a property is unknown, with the unknown parts of them by their paths", () => {
    const noted = { policy: statement({ Principal: "*", Resource: [UNKNOWN_LEAF, "arn"] }) };
    expect(completed({ queueUrl: "url", policy: UNKNOWN }, noted)).to.deep.equal({
      queueUrl: "url",
      policy: statement({ Principal: "*", Resource: [new Unknown("policy.Statement[0].Resource[0]"), "arn"] }),
    });
  });

  it("stand where a part of a property is unknown", () => {
    const noted = { inlinePolicies: [{ name: UNKNOWN_LEAF, policy: { Version: "1" } }] };
    const seen = { inlinePolicies: [{ name: "named", policy: UNKNOWN }, UNKNOWN] };
    expect(completed(seen, noted)).to.deep.equal({
      inlinePolicies: [{ name: "named", policy: { Version: "1" } }, new Unknown("inlinePolicies[1]")],
    });
  });

  it("do not stand where the property is known, or absent", () => {
    expect(completed({ policy: "{}" }, { policy: { Version: UNKNOWN_LEAF }, other: { a: 1 } })).to.deep.equal({
      policy: "{}",
    });
  });

  it("leave unknown what they do not contain", () => {
    expect(completed({ policy: UNKNOWN, name: UNKNOWN }, { policy: UNKNOWN_LEAF })).to.deep.equal({
      policy: new Unknown("policy"),
      name: new Unknown("name"),
    });
  });

  it("are judged: any principal beside an unknown ARN is a finding, and the ARN is what is unknown", () => {
    const documents = { policy: statement({ Principal: "*", Resource: UNKNOWN_LEAF }) };
    const policy = resource(
      "aws:sqs/queuePolicy:QueuePolicy",
      "door",
      { policy: UNKNOWN },
      { options: { additionalSecretOutputs: [encodeNote({ documents })] } },
    );
    const rules = ["sqs-not-public", "pack-unknown-values"].map(ruleNamed);
    const messages = evaluate(rules, [policy]).map(({ message }) => message);
    expect(messages[0]).to.contain('door allows any principal in statement "Open"');
    expect(messages[1]).to.contain("  door, policy.Statement[0].Resource: sqs-not-public");
    expect(messages).to.have.length(2);
  });
});
