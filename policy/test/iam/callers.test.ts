import { expect } from "chai";

import { isPublic, restrictsCaller, restrictsSource } from "../../src/iam/callers";
import { parseDocument } from "../../src/iam/parse-document";
import type { Condition, Statement } from "../../src/iam/statement";

function statementsOf(...statements: readonly object[]): readonly Statement[] {
  const document = parseDocument(JSON.stringify({ Statement: statements }));
  if (document.kind !== "read") throw new Error("Expected a document that is read.");
  return document.statements;
}

const conditionsOf = (Condition: object): readonly Condition[] =>
  statementsOf({ Effect: "Allow", Action: "s3:GetObject", Principal: "*", Resource: "*", Condition })[0]?.conditions ??
  [];
const isRestricting = (Condition: object) => {
  const conditions = conditionsOf(Condition);
  return conditions.some((condition) => restrictsCaller(condition, conditions));
};

const ACCOUNT = "123456789012";
const restricting: readonly object[] = [
  { StringEquals: { "aws:SourceAccount": ACCOUNT } },
  { StringEquals: { "aws:PrincipalAccount": [ACCOUNT, "210987654321"] } },
  { StringEqualsIgnoreCase: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
  { stringlike: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
  { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } },
  {
    "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" },
    Null: { "aws:PrincipalOrgPaths": "false" },
  },
  { StringEqualsIfExists: { "aws:SourceVpce": "vpce-0a1b2c3d" }, Null: { "aws:SourceVpce": false } },
  { StringEquals: { "aws:SourceVpce": ["vpce-0a1b2c3d", "vpce-1"] } },
  { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } },
  { StringEquals: { "aws:VpceOrgID": "o-a1b2c3d4e5" } },
  { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${ACCOUNT}:*` } },
  { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::source" } },
  { StringLike: { "aws:SourceArn": "arn:aws:s3:::source-*" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:apigateway:eu-west-1::/restapis/abc123" } },
  { StringLike: { "aws:SourceArn": "arn:aws:s3:*:${aws:ResourceAccount}:*" } },
  { StringEquals: { "aws:SourceAccount": "${aws:ResourceAccount}" } },
  { StringEquals: { "aws:PrincipalOrgID": "${aws:ResourceOrgID}" } },
  { StringLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/images-*` } },
  { StringLike: { "aws:userid": "AROAEXAMPLE1234567890:*" } },
  { StringEquals: { "kms:CallerAccount": ACCOUNT } },
  { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.1"] } },
  { IpAddress: { "aws:SourceIp": ["2001:db8::/32", "2001:db8::1"] } },
  { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
  { StringEquals: { "s3:DataAccessPointAccount": ACCOUNT } },
];

const open: readonly object[] = [
  {},
  { StringEquals: { "aws:SourceAccount": [] } },
  { StringLike: { "aws:PrincipalOrgID": "o-*" } },
  { StringLike: { "aws:SourceVpce": "vpce-*" } },
  { StringLike: { "aws:SourceVpce": "vpce-" } },
  { StringLike: { "aws:SourceAccount": "1*" } },
  { StringLike: { "aws:SourceAccount": [ACCOUNT, "*"] } },
  { StringLike: { "aws:SourceAccount": "?23456789012" } },
  { StringEquals: { "aws:SourceAccount": "" } },
  { StringEquals: { "aws:SourceAccount": "12345678901" } },
  { StringLike: { "aws:userid": "A*" } },
  { StringLike: { "aws:userid": "*:session" } },
  { StringEquals: { "aws:ResourceAccount": ACCOUNT } },
  { StringEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
  { Bool: { "aws:SecureTransport": "true" } },
  { StringEquals: { "aws:UserAgent": "x" } },
  { StringLike: { "aws:Referer": "https://example.com/*" } },
  { StringEquals: { "aws:PrincipalTag/team": "images" } },
  { StringEquals: { "aws:username": "alice" } },
  { StringEquals: { "aws:PrincipalType": "AssumedRole" } },
  { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } },
  { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } },
  { StringEquals: { "aws:SourceIp": "10.0.0.1" } },
  { NotIpAddress: { "aws:SourceIp": "10.0.0.1" } },
  { IpAddressIfExists: { "aws:SourceIp": "10.0.0.1" } },
  { IpAddress: { "aws:SourceAccount": "10.0.0.1" } },
  { IpAddress: { "aws:SourceIp": ["10.0.0.1", "0.0.0.0/0"] } },
  { IpAddress: { "aws:SourceIp": "10.0.0.0/7" } },
  { IpAddress: { "aws:SourceIp": "2001:db8::/31" } },
  { IpAddress: { "aws:SourceIp": "office" } },
  { IpAddress: { "aws:SourceIp": "10.0.0.0/x" } },
  { StringNotEquals: { "aws:SourceAccount": ACCOUNT } },
  { StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT } },
  { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" }, Null: { "aws:SourceVpce": "true" } },
  { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" }, Null: { "aws:SourceVpc": "false" } },
  { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } },
  { "ForAllValues:IpAddress": { "aws:SourceIp": "10.0.0.1" } },
  { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-*/r-1/*" } },
  { Null: { "aws:SourceVpce": "false" } },
  { Bool: { "aws:SourceAccount": "true" } },
  { XStringEquals: { "aws:SourceAccount": ACCOUNT } },
  { ArnLike: { "aws:SourceArn": ["arn:aws:s3:::source", "arn:aws:s3:::*"] } },
  { ArnLike: { "aws:SourceArn": "arn:aws:s3:::so*" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:images" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:apigateway:*::/restapis/*" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/images" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:s3:::source" } },
  { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } },
];

describe("a condition restricts the caller", () => {
  for (const condition of restricting) {
    it(`with ${JSON.stringify(condition)}`, () => {
      expect(isRestricting(condition)).to.equal(true);
    });
  }
  for (const condition of open) {
    it(`but not with ${JSON.stringify(condition)}`, () => {
      expect(isRestricting(condition)).to.equal(false);
    });
  }

  it("as far as it is known: an unknown value beside a bounded one, and not beside an open one", () => {
    const condition = { operator: "StringLike", key: "aws:sourcevpce", pending: true } as const;
    expect(restrictsCaller({ ...condition, values: [] })).to.equal(true);
    expect(restrictsCaller({ ...condition, values: ["vpce-1"] })).to.equal(true);
    expect(restrictsCaller({ ...condition, values: ["vpce-*"] })).to.equal(false);
  });
});

describe("a condition restricts the source a service acts for", () => {
  it("by the account, the ARN or the organization of the source, and by no key about a principal", () => {
    const restricts = (Condition: object) => restrictsSource(conditionsOf(Condition)[0] as Condition);
    expect(restricts({ StringEquals: { "aws:SourceAccount": ACCOUNT } })).to.equal(true);
    expect(restricts({ ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${ACCOUNT}:*` } })).to.equal(true);
    expect(restricts({ StringEquals: { "aws:SourceOrgID": "o-a1b2c3d4e5" } })).to.equal(true);
    expect(restricts({ StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } })).to.equal(false);
    expect(restricts({ IpAddress: { "aws:SourceIp": "10.0.0.1" } })).to.equal(false);
  });
});

describe("a statement is public", () => {
  const allow = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::source/*" };
  const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: "arn:aws:s3:::source/*",
    Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
  };
  const isOpen = (...statements: readonly object[]) => {
    const parsed = statementsOf(...statements);
    return isPublic(parsed[0] as Statement, parsed);
  };

  it("where it allows every principal, an ARN with a wildcard, or all but some", () => {
    expect(isOpen(allow)).to.equal(true);
    expect(isOpen({ ...allow, Principal: { AWS: ["arn:aws:iam::123456789012:role/x", "*"] } })).to.equal(true);
    expect(isOpen({ ...allow, Principal: { AWS: "arn:aws:iam::*:root" } })).to.equal(true);
    expect(isOpen({ ...allow, Principal: { Service: "*.amazonaws.com" } })).to.equal(true);
    expect(isOpen({ ...allow, Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::1:root" } })).to.equal(true);
    expect(isOpen({ ...allow, Principal: { AWS: ACCOUNT } })).to.equal(false);
    expect(isOpen({ ...allow, Effect: "Deny" })).to.equal(false);
  });

  it("unless another statement denies all but few callers", () => {
    expect(isOpen(allow, deny)).to.equal(false);
    expect(isOpen(allow, { ...deny, Resource: "*" })).to.equal(false);
    expect(isOpen(allow, { ...deny, Condition: { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } } })).to.equal(false);
    const perimeter = { ...deny.Condition, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } };
    expect(isOpen(allow, { ...deny, Condition: perimeter })).to.equal(false);
  });

  it("also where another statement denies less", () => {
    for (const parts of [
      { Effect: "Allow" },
      { Action: "s3:PutObject" },
      { Resource: "arn:aws:s3:::source/private/*" },
      { Principal: { AWS: ACCOUNT } },
      { Condition: undefined },
      { Condition: { StringNotLike: { "aws:PrincipalOrgID": "o-*" } } },
      { Condition: { "ForAnyValue:StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } },
      { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } },
      { Condition: { ...deny.Condition, StringNotLike: { "aws:UserAgent": "x" } } },
      { Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Condition: { Bool: { "aws:PrincipalIsAWSService": "false" } } },
    ]) {
      expect(isOpen(allow, { ...deny, ...parts }), JSON.stringify(parts)).to.equal(true);
    }
  });
});
