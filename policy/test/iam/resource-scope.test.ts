import { expect } from "chai";

import { isEveryResource, isUnscopedResource } from "../../src/iam/resource-scope";

const EU = "eu-west-1:123456789012";
const every = ["*", "**", "arn:*", "arn:**", "arn:*:*:*:*:*", "arn:*::*", "arn:*:**"];
const unscoped = [
  "a*",
  "arn:aws:*",
  "arn:aws:s3*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::**",
  "arn:aws:s3:::?*",
  "arn:aws:s3:::a*",
  "arn:aws:s3:::ab*/*",
  "arn:aws:s3:::*a*",
  "arn:aws:s3:::*/*",
  "arn:aws:s3:::*/key",
  "arn:aws:logs:*:*:*",
  "arn:aws:logs:*:*:*:*",
  `arn:aws:logs:${EU}:*`,
  "arn:aws:logs:*:123456789012:log-group:*",
  "arn:aws:logs:eu-west-1:*:log-group:*",
  `arn:aws:logs:${EU}:log-group:a*:*`,
  `arn:aws:ecr:${EU}:repository/*`,
  `arn:aws:dynamodb:${EU}:table/*`,
  `arn:aws:dynamodb:${EU}:table/*/index/*`,
  `arn:aws:dynamodb:${EU}:t*`,
  "arn:aws:kms:*:*:key/*",
  `arn:aws:kms:${EU}:key/**`,
  `arn:aws:kms:${EU}:key/1*`,
  `arn:aws:lambda:${EU}:function:*`,
  `arn:aws:lambda:${EU}:function:*:*`,
  `arn:aws:lambda:${EU}:f*`,
  `arn:aws:lambda:${EU}:function:???*`,
  `arn:aws:sqs:${EU}:*`,
  `arn:aws:states:${EU}:stateMachine:*`,
  `arn:aws:secretsmanager:${EU}:secret:*`,
  `arn:aws:ssm:${EU}:parameter/*`,
  "arn:aws:iam::123456789012:role/*",
];
const scoped = [
  "arn:aws:s3:::a",
  "arn:aws:s3:::source/*",
  "arn:aws:s3:::img-*",
  "arn:aws:s3:::img-*/*",
  "arn:aws:s3:::*-logs",
  "arn:aws:s3:::${aws:PrincipalTag/team}/*",
  `arn:aws:kms:${EU}:key/1234`,
  `arn:aws:logs:${EU}:log-group:*`,
  `arn:aws:logs:${EU}:log-group:*:log-stream:*`,
  `arn:aws:logs:${EU}:log-group:/aws/lambda/resize:*`,
  `arn:aws:dynamodb:${EU}:table/images/index/*`,
  `arn:aws:lambda:${EU}:function:img-*`,
  `arn:aws:sqs:${EU}:q`,
  `arn:aws:secretsmanager:${EU}:secret:app-??????`,
  `arn:aws:ssm:${EU}:parameter/app/*`,
  "arn:aws:apigateway:eu-west-1::/restapis/abc123",
  "arn:aws:iam::123456789012:role/app/*",
  `arn:aws:x:${EU}:my-key/*`,
  "arn:aws:s3",
  "arnx:aws:s3:::*",
  "xarn:*",
  "arn:*:x",
  "key/*",
  "*a",
  "",
];

describe("a resource of a statement", () => {
  it("is every resource as wildcards only", () => {
    expect([...every, ...unscoped, ...scoped].filter(isEveryResource)).to.deep.equal(every);
  });

  for (const resource of [...every, ...unscoped]) {
    it(`covers all or nearly all of a type: ${resource}`, () => {
      expect(isUnscopedResource(resource)).to.equal(true);
    });
  }
  for (const resource of scoped) {
    it(`is scoped: ${resource === "" ? "no text" : resource}`, () => {
      expect(isUnscopedResource(resource)).to.equal(false);
    });
  }

  it("is compared with the types that an action can be scoped to", () => {
    const index = ["dynamodb:$:$:table/$/index/$"];
    expect(isUnscopedResource(`arn:aws:dynamodb:${EU}:table/*`, index)).to.equal(true);
    expect(isUnscopedResource(`arn:aws:dynamodb:${EU}:table/*/stream/*`, index)).to.equal(false);
    expect(isUnscopedResource("arn:aws:s3:::*", index)).to.equal(false);
    expect(isUnscopedResource("*", index)).to.equal(true);
  });

  it("may be the only one of its type, which is no wildcard", () => {
    const account = ["apigateway:$::/account"];
    expect(isUnscopedResource("arn:aws:apigateway:eu-west-1::/account", account)).to.equal(false);
    expect(isUnscopedResource("arn:aws:apigateway:eu-west-1::/*", account)).to.equal(true);
    expect(isUnscopedResource("arn:aws:apigateway:eu-west-1::/acc*", account)).to.equal(false);
  });
});
