import { expect } from "chai";

import { identifiesSource, restrictsCaller } from "../../src/iam/principals";

const condition = (operator: string, key: string, ...values: string[]) => ({
  operator,
  key: key.toLowerCase(),
  values,
});

describe("a condition", () => {
  const restricting = [
    condition("StringEquals", "aws:SourceAccount", "123456789012"),
    condition("stringlike", "aws:PrincipalOrgID", "o-1234567890"),
    condition("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", "o-1/r-1/ou-1/"),
    condition("StringEquals", "aws:SourceVpce", "vpce-1", "vpce-2"),
    condition("ArnLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*"),
    condition("StringEquals", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/x"),
    condition("ArnEquals", "aws:SourceArn", "arn:aws:s3:::source"),
    condition("IpAddress", "aws:SourceIp", "10.0.0.0/8", "192.0.2.1"),
    condition("IpAddress", "aws:SourceIp", "2001:db8::/32", "2001:db8::1"),
  ];
  for (const each of restricting) {
    it(`restricts the caller: ${each.operator} ${each.key} ${each.values.join(", ")}`, () => {
      expect(restrictsCaller(each)).to.equal(true);
    });
  }

  const open = [
    condition("StringEquals", "aws:SourceAccount"),
    condition("StringEquals", "aws:UserAgent", "x"),
    condition("StringEquals", "aws:SourceIp", "10.0.0.1"),
    condition("NotIpAddress", "aws:SourceIp", "10.0.0.1"),
    condition("IpAddressIfExists", "aws:SourceIp", "10.0.0.1"),
    condition("IpAddress", "aws:SourceAccount", "10.0.0.1"),
    condition("IpAddress", "aws:UserAgent", "10.0.0.1"),
    condition("StringNotEquals", "aws:SourceAccount", "123456789012"),
    condition("StringEqualsIfExists", "aws:SourceAccount", "123456789012"),
    condition("ForAllValues:StringEquals", "aws:PrincipalOrgPaths", "o-1/r-1/ou-1/"),
    condition("ForAllValues:IpAddress", "aws:SourceIp", "10.0.0.1"),
    condition("XStringEquals", "aws:SourceAccount", "123456789012"),
    condition("XArnEquals", "aws:SourceArn", "arn:aws:s3:::source"),
    condition("Bool", "aws:SourceAccount", "true"),
    condition("StringLike", "aws:SourceAccount", "123456789012", "*"),
    condition("StringLike", "aws:SourceAccount", "?23456789012"),
    condition("StringLike", "aws:SourceAccount", ""),
    condition("ArnLike", "aws:SourceArn", "arn:aws:s3:::source", "arn:aws:s3:::*"),
    condition("IpAddress", "aws:SourceIp", "10.0.0.1", "0.0.0.0/0"),
    condition("IpAddress", "aws:SourceIp", "10.0.0.0/7"),
    condition("IpAddress", "aws:SourceIp", "2001:db8::/31"),
  ];
  for (const each of open) {
    it(`does not restrict the caller: ${each.operator} ${each.key} ${each.values.join(", ")}`, () => {
      expect(restrictsCaller(each)).to.equal(false);
    });
  }

  it("identifies a source by an ARN with an account, or with a resource where the service has no account", () => {
    const identified = ["arn:aws:sns:*:123456789012:*", "arn:aws:s3:::source", "arn:aws:apigateway:eu-west-1::/apis/x"];
    const others = [
      "*",
      "source",
      "x:aws:s3:::source",
      "arn:aws:s3:::*",
      "arn:aws:s3:::*source",
      "arn:aws:s3:::",
      "arn:aws:s3",
      "arn:aws:sns:eu-west-1:*:topic",
      "arn:aws:sns:eu-west-1:?23456789012:topic",
      "arn:aws:s3::::source",
    ];
    expect([...identified, ...others].filter(identifiesSource)).to.deep.equal([...identified, "arn:aws:s3::::source"]);
  });
});
