import { expect } from "chai";

import { includesAction, isAdministrator, isEveryAction } from "../../src/iam/actions";
import { parseDocument } from "../../src/iam/parse-document";
import type { Statement } from "../../src/iam/statement";
import { allow } from "../support/documents";

function statement(parts: object): Statement {
  const document = parseDocument({ Statement: JSON.parse(JSON.stringify(allow(parts))) as string });
  if (document.kind !== "read" || document.statements[0] === undefined) throw new Error("Expected one statement.");
  return document.statements[0];
}

const matching = (isMatch: (text: string) => boolean, texts: readonly string[]) => texts.filter(isMatch);

describe("the actions of a statement", () => {
  it("include an action that one of them matches, in any case", () => {
    const read = statement({ Action: ["sqs:SendMessage", "S3:get*"] });
    expect(includesAction(read, "s3:GetObject")).to.equal(true);
    expect(includesAction(read, "s3:PutObject")).to.equal(false);
  });

  it("include with NotAction every action that none of them matches", () => {
    const others = statement({ Action: undefined, NotAction: ["iam:*", "s3:Get*"] });
    expect(includesAction(others, "s3:PutObject")).to.equal(true);
    expect(includesAction(others, "s3:GetObject")).to.equal(false);
    expect(includesAction(others, "iam:PassRole")).to.equal(false);
  });

  it("are every action as wildcards only", () => {
    expect(
      matching(isEveryAction, ["*", "**", "*:*", "**:**", "s3:*", "*:Get", "*s3", "*:", "*:*x", ":*", ""]),
    ).to.deep.equal(["*", "**", "*:*", "**:**"]);
  });
});

describe("an administrator's statement", () => {
  it("allows every action on every resource, also beside others", () => {
    expect(isAdministrator(statement({ Action: ["s3:GetObject", "*"], Resource: ["arn:aws:s3:::a/*", "*"] }))).to.equal(
      true,
    );
    for (const parts of [
      { Action: "*" },
      { Resource: "*" },
      { Action: "*", Resource: "*", Effect: "Deny" },
      { Action: undefined, NotAction: "*", Resource: "*" },
    ]) {
      expect(isAdministrator(statement(parts)), JSON.stringify(parts)).to.equal(false);
    }
  });
});
