import { expect } from "chai";

import { judge } from "../../src/iam/authorize";
import type { Caller } from "../../src/iam/caller";
import { decide, evaluate, type AccessRequest } from "../../src/iam/evaluate";
import { type Statement } from "../../src/iam/policy";
import { parsePolicy } from "../../src/iam/parse-policy";

const role: Caller = {
  kind: "role",
  arn: "arn:aws:sts::111122223333:assumed-role/worker/session",
  roleArn: "arn:aws:iam::111122223333:role/worker",
  roleName: "worker",
  accountId: "111122223333",
};
const service: Caller = {
  kind: "service",
  principal: "s3.amazonaws.com",
  sourceArn: "arn:aws:s3:::b",
  sourceAccount: "111122223333",
};

const request = (change: Partial<AccessRequest> = {}): AccessRequest => ({
  caller: role,
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/key",
  context: {},
  ...change,
});

const allow = (change: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "*",
  ...change,
});
const refusal = (...args: Parameters<typeof judge>) => judge(...args).refusal;
const verdict = (statement: Statement, change: Partial<AccessRequest> = {}) =>
  evaluate([{ Version: "2012-10-17", Statement: [statement] }], request(change));

describe("IAM policies", () => {
  for (const [what, statement, change, expected] of [
    ["an action as it is written", allow(), {}, "Allow"],
    ["an action in any case", allow({ Action: "S3:getobject" }), {}, "Allow"],
    ["a pattern of actions", allow({ Action: ["dynamodb:*", "s3:Get*"] }), {}, "Allow"],
    ["another action", allow({ Action: "s3:PutObject" }), {}, "ImplicitDeny"],
    ["all actions but one", allow({ Action: undefined, NotAction: "s3:GetObject" }), {}, "ImplicitDeny"],
    ["all actions but another", allow({ Action: undefined, NotAction: "s3:PutObject" }), {}, "Allow"],
    ["a resource by pattern", allow({ Resource: "arn:aws:s3:::bucket/*" }), {}, "Allow"],
    ["a question mark for one character", allow({ Resource: "arn:aws:s3:::bucke?/key" }), {}, "Allow"],
    ["a resource in another case", allow({ Resource: "arn:aws:s3:::BUCKET/*" }), {}, "ImplicitDeny"],
    ["the bucket where its objects are meant", allow({ Resource: "arn:aws:s3:::bucket" }), {}, "ImplicitDeny"],
    ["characters that regular expressions know", allow({ Resource: "arn:aws:s3:::bucket/k.y" }), {}, "ImplicitDeny"],
    ["all resources but one", allow({ Resource: undefined, NotResource: "arn:aws:s3:::bucket/*" }), {}, "ImplicitDeny"],
    [
      "a variable",
      allow({ Resource: "arn:aws:s3:::bucket/${aws:PrincipalAccount}" }),
      { resource: "arn:aws:s3:::bucket/1", context: { "aws:principalaccount": "1" } },
      "Allow",
    ],
    ["a variable without a value", allow({ Resource: "arn:aws:s3:::bucket/${aws:username}" }), {}, "ImplicitDeny"],
    ["a deny", allow({ Effect: "Deny" }), {}, "ExplicitDeny"],
    ["a role where the account is the principal", allow({ Principal: { AWS: "111122223333" } }), {}, "ImplicitDeny"],
    [
      "root where the account is the principal",
      allow({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
      { caller: { kind: "root", arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" } },
      "Allow",
    ],
    [
      "a role that is denied by its account",
      allow({ Effect: "Deny", Principal: { AWS: "111122223333" } }),
      {},
      "ExplicitDeny",
    ],
    ["the role as principal", allow({ Principal: { AWS: ["arn:aws:iam::111122223333:role/worker"] } }), {}, "Allow"],
    [
      "another role as principal",
      allow({ Principal: { AWS: "arn:aws:iam::111122223333:role/other" } }),
      {},
      "ImplicitDeny",
    ],
    ["a service as principal", allow({ Principal: { Service: "s3.amazonaws.com" } }), { caller: service }, "Allow"],
    [
      "another service as principal",
      allow({ Principal: { Service: "sns.amazonaws.com" } }),
      { caller: service },
      "ImplicitDeny",
    ],
    ["a role where a service is meant", allow({ Principal: { Service: "s3.amazonaws.com" } }), {}, "ImplicitDeny"],
    [
      "every principal, anonymous callers included",
      allow({ Principal: "*" }),
      { caller: { kind: "anonymous" } },
      "Allow",
    ],
    [
      "every principal but one",
      allow({ Principal: undefined, NotPrincipal: { AWS: "111122223333" } }),
      {},
      "ImplicitDeny",
    ],
  ] as const) {
    it(`${expected === "Allow" ? "allow" : "do not allow"} ${what}`, () => {
      expect(verdict(statement, change)).to.equal(expected);
    });
  }

  for (const [operator, expected, actual, holds] of [
    ["StringEquals", "a", "a", true],
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", "a", undefined, false],
    ["StringEqualsIfExists", "a", undefined, true],
    ["StringEqualsIfExists", "a", "b", false],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", "a", undefined, true],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringLike", "a/*", "a/b", true],
    ["StringNotLike", "a/*", "a/b", false],
    ["ArnLike", "arn:aws:s3:::b*", "arn:aws:s3:::bucket", true],
    ["ArnLike", "arn:aws:*:::bucket", "arn:aws:s3:::bucket", true],
    ["ArnLike", "arn:*:bucket", "arn:aws:s3:::bucket", false],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericLessThan", "10", "10", false],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", true],
    ["Bool", "false", "true", false],
    ["Bool", "true", "true", true],
    ["IpAddress", "127.0.0.0/8", "127.0.0.1", true],
    ["IpAddress", "10.0.0.0/8", "127.0.0.1", false],
    ["NotIpAddress", "10.0.0.0/8", "127.0.0.1", true],
    ["Null", "true", undefined, true],
    ["Null", "true", "x", false],
    ["ForAllValues:StringEquals", ["a", "b"], ["a"], true],
    ["ForAllValues:StringEquals", ["a"], ["a", "c"], false],
    ["ForAnyValue:StringEquals", ["a"], ["a", "c"], true],
    ["ForAnyValue:StringEquals", ["x"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a"], undefined, true],
    ["ForAnyValue:StringEquals", ["a"], undefined, false],
    ["ForAnyValue:StringNotEquals", ["a"], undefined, false],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "c"], true],
    ["ForAllValues:StringNotEquals", ["a"], ["a", "c"], false],
  ] as const) {
    it(`${holds ? "hold" : "do not hold"}: ${operator} ${JSON.stringify(expected)} for ${JSON.stringify(actual) ?? "nothing"}`, () => {
      const statement = allow({ Condition: { [operator]: { "Key:Name": expected } } });
      expect(verdict(statement, { context: { "key:name": actual } })).to.equal(holds ? "Allow" : "ImplicitDeny");
    });
  }

  it("require every operator and every key to hold", () => {
    const statement = allow({ Condition: { StringEquals: { a: "1", b: "2" }, Bool: { c: "true" } } });
    expect(verdict(statement, { context: { a: "1", b: "2", c: "true" } })).to.equal("Allow");
    expect(verdict(statement, { context: { a: "1", b: "x", c: "true" } })).to.equal("ImplicitDeny");
    expect(verdict(statement, { context: { a: "1", b: "2", c: "false" } })).to.equal("ImplicitDeny");
  });

  it("name the statement that decides: the first that allows, or whichever denies", () => {
    const [first, second] = [
      allow({ Sid: "First", Resource: ["x", "arn:aws:s3:::bucket/*"] }),
      allow({ Sid: "Second" }),
    ];
    const deny = allow({ Sid: "Deny", Effect: "Deny", Resource: undefined, NotResource: "x" });
    const policies = (...statements: readonly Statement[]) => [
      { Statement: [allow({ Action: "s3:PutObject" })] },
      { Statement: statements },
    ];
    const decided = (...statements: readonly Statement[]) => {
      const { decision, by } = decide(policies(...statements), request());
      return [decision, by?.statement.Sid, by?.pattern, by?.policy.Statement.length];
    };
    expect(decided(first, second)).to.deep.equal(["Allow", "First", "arn:aws:s3:::bucket/*", 2]);
    expect(decided(first, second, deny)).to.deep.equal(["ExplicitDeny", "Deny", undefined, 3]);
    expect(decide(policies(), request())).to.deep.equal({ decision: "ImplicitDeny" });
  });

  it("allow and deny by identity or resource", () => {
    const [yes, no] = [
      { Statement: [allow({ Principal: "*" })] },
      { Statement: [allow({ Effect: "Deny", Principal: "*" })] },
    ];
    const identity = (statement: Statement) => [{ Statement: [statement] }];
    expect(refusal(request(), { identity: identity(allow()) })).to.equal(undefined);
    expect(refusal(request(), { identity: [], resource: yes })).to.equal(undefined);
    expect(refusal(request(), { identity: identity(allow()), resource: no })).to.match(
      /explicit deny in a resource-based policy$/,
    );
    expect(refusal(request(), { identity: identity(allow({ Effect: "Deny" })), resource: yes })).to.match(
      /explicit deny in an identity-based policy$/,
    );
    expect(refusal(request(), { identity: [] })).to.match(
      /because no identity-based policy allows the s3:GetObject action$/,
    );
    expect(refusal(request({ caller: service }), { identity: undefined })).to.match(
      /because no resource-based policy allows/,
    );
  });

  it("are bounded by the role's permissions boundary, which grants nothing by itself", () => {
    const document = (statement: Statement) => ({ Statement: [statement] });
    const identity = [document(allow())];
    const [inside, outside] = [document(allow()), document(allow({ Action: "s3:PutObject" }))];
    const denying = document(allow({ Effect: "Deny" }));
    expect(refusal(request(), { identity, boundary: inside })).to.equal(undefined);
    expect(refusal(request(), { identity, boundary: outside })).to.match(
      /because no permissions boundary allows the s3:GetObject action$/,
    );
    expect(refusal(request(), { identity, boundary: denying })).to.match(/explicit deny in a permissions boundary$/);
    expect(refusal(request(), { identity: [], boundary: inside })).to.match(/because no identity-based policy allows/);
    // A bucket's policy may grant something to the role, which is bounded, or to its session, which is not.
    const toRole = (principal: string) => document(allow({ Principal: { AWS: principal } }));
    const { roleArn, arn } = role as { roleArn: string; arn: string };
    expect(refusal(request(), { identity: [], resource: toRole(roleArn), boundary: outside })).to.match(
      /because no permissions boundary allows/,
    );
    expect(refusal(request(), { identity: [], resource: toRole(arn), boundary: outside })).to.equal(undefined);
    expect(refusal(request(), { identity: [], resource: toRole(arn), boundary: denying })).to.match(
      /explicit deny in a permissions boundary$/,
    );
  });

  it("let the policies of the account's roles decide where a resource allows the account", () => {
    for (const account of ["arn:aws:iam::111122223333:root", "111122223333"]) {
      const ofAccount = (Effect: "Allow" | "Deny") => ({
        Statement: [allow({ Effect, Principal: { AWS: [account, "arn:aws:iam::111122223333:role/other"] } })],
      });
      expect(refusal(request(), { identity: [], resource: ofAccount("Allow") })).to.match(/because no identity-based/);
      const identity = [{ Statement: [allow()] }];
      expect(refusal(request(), { identity, resource: ofAccount("Allow") })).to.equal(undefined);
      expect(refusal(request(), { identity, resource: ofAccount("Deny") })).to.match(/explicit deny in a resource/);
    }
  });

  for (const [what, document, kind] of [
    ["without a statement", {}, "identity"],
    ["of an unknown version", { Version: "2020-01-01", Statement: [allow()] }, "identity"],
    ["with an unknown field", { Statement: [{ ...allow(), Actions: "x" }] }, "identity"],
    ["with a principal in a role's policy", { Statement: [allow({ Principal: "*" })] }, "identity"],
    ["without a principal in a bucket's policy", { Statement: [allow()] }, "resource"],
    ["with a resource in a trust policy", { Statement: [allow({ Principal: "*" })] }, "trust"],
    ["without a resource in a role's policy", { Statement: [allow({ Resource: undefined })] }, "identity"],
    ["with a resource that is no ARN", { Statement: [allow({ Resource: "bucket" })] }, "identity"],
    ["with an unknown operator", { Statement: [allow({ Condition: { Equals: { a: "b" } } })] }, "identity"],
  ] as const) {
    it(`are refused ${what}`, () => {
      expect(() => parsePolicy(JSON.stringify(document), kind))
        .to.throw()
        .with.property("code", "MalformedPolicyDocument");
    });
  }
});
