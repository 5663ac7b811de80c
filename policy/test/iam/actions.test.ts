import { expect } from "chai";

import {
  includesAction,
  isAdministrator,
  isEveryAction,
  isEveryResource,
  isUnscopedResource,
} from "../../src/iam/actions";
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

describe("a resource of a statement", () => {
  const every = ["*", "**", "arn:*", "arn:**", "arn:*:*:*:*:*", "arn:*::*", "arn:*:**"];
  const unscoped = [
    "arn:aws:s3:::*",
    "arn:aws:s3:::**",
    "arn:aws:s3:::*/*",
    "arn:aws:s3:::**/**",
    "arn:aws:logs:*:*:*",
    "arn:aws:logs:*:*:*:*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:kms:eu-west-1:123456789012:key/*",
    "arn:aws:kms:eu-west-1:123456789012:key/**",
    "arn:aws:lambda:eu-west-1:123456789012:function:*",
    "arn:aws:lambda:eu-west-1:123456789012:function:*:*",
    "arn:aws:logs:*:123456789012:log-group:*",
    "arn:aws:logs:eu-west-1:*:log-group:*",
    "arn:aws:logs:eu-west-1:123456789012:*",
  ];
  const scoped = [
    "arn:aws:s3:::a*",
    "arn:aws:s3:::source/*",
    "arn:aws:s3:::*/key",
    "arn:aws:kms:eu-west-1:123456789012:key/1234",
    "arn:aws:kms:eu-west-1:123456789012:key/1*",
    "arn:aws:logs:eu-west-1:123456789012:log-group:*",
    "arn:aws:x:eu-west-1:123456789012:my-key/*",
    "arn:aws:x:eu-west-1:123456789012:1/key/*",
    "arn:aws:s3",
    "arnx:aws:s3:::*",
    "xarn:*",
    "arn:*:x",
    "key/*",
    "a*",
    "*a",
    "",
  ];

  it("is every resource as wildcards only", () => {
    expect(matching(isEveryResource, [...every, ...unscoped, ...scoped])).to.deep.equal(every);
  });

  it("is unscoped where it means all of a service or of a kind", () => {
    expect(matching(isUnscopedResource, [...every, ...unscoped, ...scoped])).to.deep.equal([...every, ...unscoped]);
  });
});
