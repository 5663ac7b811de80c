import { expect } from "chai";

import { fromNote } from "../../src/core/noted-documents";
import { UNKNOWN_LEAF } from "../../src/core/program-notes";
import { parseDocument } from "../../src/iam/parse-document";
import { coversName, deniesPlaintext, nameOf } from "../../src/iam/tls-only";
import { denyPlaintext } from "../support/documents";

function denies(parts: object): boolean | undefined {
  return judged({ ...denyPlaintext("s3:*", "arn:aws:s3:::source"), ...parts });
}

function judged(statement: object): boolean | undefined {
  const plain = JSON.parse(JSON.stringify(statement)) as object;
  const document = parseDocument(fromNote({ Statement: plain }, ""));
  if (document.kind !== "read" || document.statements[0] === undefined) throw new Error("Expected one statement.");
  return deniesPlaintext(document.statements[0], "s3:*");
}
const condition = (operator: string, key = "aws:SecureTransport", value: unknown = "false") => ({
  Condition: { [operator]: { [key]: value } },
});

describe("a statement denies requests without TLS", () => {
  for (const parts of [
    {},
    { Principal: ["arn:aws:iam::1:root", "*"] },
    { Principal: { AWS: ["arn:aws:iam::1:root", "*"] } },
    { Principal: { aws: "*" } },
    { Action: ["s3:GetObject", "s3:*"] },
    condition("bool"),
    condition("BoolIfExists"),
    condition("Bool", "AWS:SECURETRANSPORT", "FALSE"),
    condition("Bool", "aws:SecureTransport", [false, "false"]),
  ]) {
    it(`with ${JSON.stringify(parts)}`, () => {
      expect(denies(parts)).to.equal(true);
    });
  }

  for (const parts of [
    { Effect: "Allow" },
    { NotPrincipal: { AWS: "arn:aws:iam::1:root" } },
    { Principal: { Service: "*" } },
    { Principal: { AWS: "arn:aws:iam::1:root" } },
    { Action: "s3:GetObject" },
    { Action: undefined, NotAction: "s3:GetObject" },
    { Condition: undefined },
    condition("NullBool"),
    condition("BoolX"),
    condition("ForAnyValue:Bool"),
    condition("StringEquals"),
    condition("Bool", "aws:MultiFactorAuthPresent"),
    condition("Bool", "aws:SecureTransport", "true"),
    condition("Bool", "aws:SecureTransport", ["false", "true"]),
    condition("Bool", "aws:SecureTransport", []),
    { Condition: { Bool: { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" } } },
  ]) {
    it(`but not with ${JSON.stringify(parts)}`, () => {
      expect(denies(parts)).to.equal(false);
    });
  }
});

describe("a statement with unknown parts", () => {
  for (const parts of [
    { Principal: UNKNOWN_LEAF },
    { Principal: { AWS: [UNKNOWN_LEAF] } },
    { Action: [UNKNOWN_LEAF, "s3:GetObject"] },
    condition("Bool", "aws:SecureTransport", UNKNOWN_LEAF),
    { Condition: { Bool: UNKNOWN_LEAF } },
    { Condition: UNKNOWN_LEAF },
  ]) {
    it(`may deny them with ${JSON.stringify(parts)}`, () => {
      expect(denies(parts)).to.equal(undefined);
    });
  }

  for (const parts of [
    { Action: "s3:GetObject", Resource: UNKNOWN_LEAF },
    { Principal: UNKNOWN_LEAF, Action: "s3:GetObject" },
    { Principal: { AWS: "arn:aws:iam::1:root" }, Action: UNKNOWN_LEAF },
    condition("StringEquals", "aws:SecureTransport", UNKNOWN_LEAF),
    condition("Bool", "aws:MultiFactorAuthPresent", UNKNOWN_LEAF),
    condition("Bool", "aws:SecureTransport", ["true", UNKNOWN_LEAF]),
  ]) {
    it(`does not deny them with ${JSON.stringify(parts)}, whatever they are`, () => {
      expect(denies(parts)).to.equal(false);
    });
  }

  it("denies them with an unknown resource", () => {
    expect(denies({ Resource: UNKNOWN_LEAF })).to.equal(true);
  });
});

describe("the name in an ARN", () => {
  it("is what follows the account, with all of its colons", () => {
    expect(nameOf("arn:aws:s3:::source/*")).to.equal("source/*");
    expect(nameOf("arn:aws:logs:eu-west-1:123456789012:log-group:x:*")).to.equal("log-group:x:*");
    expect(nameOf("a:b:c:d:e:f")).to.equal("a:b:c:d:e:f");
  });

  it("is compared as a pattern, without partition, region and account", () => {
    expect(coversName("arn:aws-cn:s3:::source*", "source/a/b")).to.equal(true);
    expect(coversName("*", "source")).to.equal(true);
    expect(coversName("arn:aws:s3:::source", "source/a")).to.equal(false);
  });
});
