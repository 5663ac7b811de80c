import { expect } from "chai";

import { evaluate } from "../../src/iam/evaluate";
import { parsePolicy } from "../../src/iam/parse-policy";
import type { Statement } from "../../src/iam/policy";
import { useCloud } from "../support/cloud/use-cloud";

const role = {
  kind: "role",
  arn: "arn:aws:sts::111122223333:assumed-role/worker/session",
  roleArn: "arn:aws:iam::111122223333:role/worker",
  roleName: "worker",
  accountId: "111122223333",
} as const;

describe("policy documents", () => {
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const parse =
    (kind: "identity" | "resource" | "trust", ...statements: object[]) =>
    () =>
      parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), kind);

  const refused: readonly [title: string, run: () => unknown, message: string][] = [
    ["no JSON", () => parsePolicy("{", "identity"), "This policy contains invalid Json"],
    ["a list", () => parsePolicy("[]", "identity"), "Syntax errors in policy."],
    [
      "another field",
      () => parsePolicy(JSON.stringify({ Statement: statement, Name: "x" }), "identity"),
      "Unknown field Name",
    ],
    [
      "one Sid twice",
      parse("identity", { ...statement, Sid: "A" }, { ...statement, Sid: "A" }),
      "in a single policy must be unique",
    ],
    ["a Sid with other characters", parse("identity", { ...statement, Sid: "A-b" }), "(SID) must be alpha-numeric"],
    [
      "a trust in something else",
      parse("trust", { ...trust, Action: "s3:GetObject" }),
      "may only specify STS AssumeRole actions",
    ],
    [
      "another type of principal",
      parse("trust", { ...trust, Principal: { Services: "x" } }),
      "Invalid principal in policy",
    ],
    [
      "a principal that is none",
      parse("trust", { ...trust, Principal: { AWS: "worker" } }),
      'Invalid principal in policy: "AWS":"worker"',
    ],
  ];
  for (const [title, run, message] of refused) {
    it(`are refused with ${title}`, () => {
      expect(run).to.throw(message).with.property("code", "MalformedPolicyDocument");
    });
  }

  it("are taken with an Id, with Sids of resources, and with principals of every kind", () => {
    parse("identity", { ...statement, Sid: "A" }, { ...statement, Sid: "B" })();
    parse("resource", { ...statement, Principal: "*", Sid: "with a space" })();
    for (const AWS of [
      "*",
      "111122223333",
      "arn:aws:iam::111122223333:root",
      role.arn,
      role.roleArn,
      "AROA0123456789ABCDEFG",
    ]) {
      parse("trust", { ...trust, Principal: { AWS } })();
    }
  });

  it("have variables in resources and conditions, in their newer version only", () => {
    const context = { "aws:principalaccount": "111122223333", "s3:prefix": "111122223333/" };
    const decide = (Version: string, change: Partial<Statement>) =>
      evaluate([{ Version, Statement: [{ ...statement, Effect: "Allow", ...change }] }], {
        ...{ caller: role, action: "s3:GetObject", context },
        resource: "arn:aws:s3:::b/111122223333/x",
      });
    const resource = { Resource: "arn:aws:s3:::b/${aws:PrincipalAccount}/*" };
    const condition = (value: string) => ({ Condition: { StringLike: { "s3:prefix": value } } });
    const own = condition("${aws:PrincipalAccount}/*");
    expect([decide("2012-10-17", resource), decide("2012-10-17", own)]).to.deep.equal(["Allow", "Allow"]);
    expect([decide("2008-10-17", resource), decide("2008-10-17", own)]).to.deep.equal(["ImplicitDeny", "ImplicitDeny"]);
    expect(decide("2012-10-17", condition("${aws:username}/*"))).to.equal("ImplicitDeny");
    expect(decide("2012-10-17", condition("${aws:username, '111122223333'}/*"))).to.equal("Allow");
  });
});

describe("roles", () => {
  const suite = useCloud();
  const assumeRolePolicy = (more = "") =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: `lambda.amazonaws.com${more}` } }],
    });
  const create = (change: object) => () =>
    suite().cloud.services.iam.createRole({ name: "r", assumeRolePolicy: assumeRolePolicy(), ...change });

  it("have names, paths, descriptions and sessions as the model says", () => {
    for (const change of [
      { name: "" },
      { name: "x".repeat(65) },
      { name: "a b" },
      { path: "images" },
      { description: "x".repeat(1001) },
      { maxSessionDurationSec: 3599 },
      { maxSessionDurationSec: 43_201 },
      { policies: { "a b": JSON.stringify({ Version: "2012-10-17", Statement: [] }) } },
    ]) {
      expect(create(change), JSON.stringify(change).slice(0, 60)).to.throw().with.property("code", "ValidationError");
    }
    create({ name: "x".repeat(64), path: "/images/", maxSessionDurationSec: 43_200 })();
  });

  it("have trust policies of 2048 characters at most, white space not counted", () => {
    const length = assumeRolePolicy().length;
    create({ name: "most", assumeRolePolicy: `${assumeRolePolicy("x".repeat(2048 - length))}   ` })();
    expect(create({ name: "more", assumeRolePolicy: assumeRolePolicy("x".repeat(2049 - length)) }))
      .to.throw()
      .with.property("code", "LimitExceeded");
  });
});
