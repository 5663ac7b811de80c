import { s3PolicyNotPublic } from "../../src/rules/s3/s3-policy-not-public";
import { s3TlsOnly } from "../../src/rules/s3/s3-tls-only";
import { bucketStack } from "../support/bucket-fixture";
import { tlsCases } from "./s3-settings-cases";
import { describeRule } from "../support/describe-rule";
import { allow, denyPlaintext, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const withPolicy = (policy: unknown, join: "update" | "preview" = "update") =>
  bucketStack({ join, parts: { policy: { policy } } });
const preview = (resources: string | string[]) => withPolicy(documentOf(denyPlaintext("s3:*", resources)), "preview");
const both = ["arn:aws:s3:::source", "arn:aws:s3:::source/*"] as const;
const tls = (parts: object) => withPolicy(documentOf(denyPlaintext("s3:*", both, parts)));

const anyPrincipal = (condition?: object) =>
  withPolicy(documentOf(allow({ Principal: "*", ...(condition && { Condition: condition }) })));

describe("S3 bucket policy rules", () => {
  describeRule(s3PolicyNotPublic, {
    passes: {
      "a policy of Deny statements": { stack: bucketStack() },
      "a named account": {
        stack: withPolicy(documentOf(allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }))),
      },
      "a service": { stack: withPolicy(documentOf(allow({ Principal: { Service: "logging.s3.amazonaws.com" } }))) },
      "any principal of one account": {
        stack: anyPrincipal({ StringEquals: { "aws:SourceAccount": "123456789012" } }),
      },
      "any principal of one organization": {
        stack: anyPrincipal({ StringEquals: { "aws:PrincipalOrgID": "o-abc1234567" } }),
      },
      "any principal behind named VPC endpoints": {
        stack: anyPrincipal({ StringEquals: { "AWS:SourceVpce": ["vpce-1", "vpce-2"] } }),
      },
      "any principal in a narrow address range": {
        stack: anyPrincipal({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
      },
    },
    violates: {
      "any principal": {
        stack: anyPrincipal(),
        findings: { "source-policy": "allows any principal in statement 1" },
        ids: ["1/*"],
      },
      "any AWS principal, in a list": {
        stack: withPolicy({ Statement: allow({ Sid: "Open", Principal: { AWS: ["arn:aws:iam::1:root", "*"] } }) }),
        findings: { "source-policy": 'allows any principal in statement "Open"' },
      },
      NotPrincipal: {
        stack: withPolicy(documentOf(allow({ NotPrincipal: { AWS: "arn:aws:iam::1:root" } }))),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a condition that does not restrict the caller": {
        stack: anyPrincipal({ Bool: { "aws:SecureTransport": "true" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "an IfExists condition": {
        stack: anyPrincipal({ StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a negated condition": {
        stack: anyPrincipal({ StringNotEquals: { "aws:SourceAccount": "123456789012" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a condition with a wildcard value": {
        stack: anyPrincipal({ StringLike: { "aws:SourceAccount": "*" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a wide address range": {
        stack: anyPrincipal({ IpAddress: { "aws:SourceIp": ["10.0.0.0/7"] } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "an inline policy": {
        stack: [resource("aws:s3/bucket:Bucket", "source", { policy: documentOf(allow({ Principal: "*" })) })],
        findings: { source: "allows any principal in statement 1" },
      },
    },
    pending: { "the document": { stack: withPolicy(UNKNOWN), unknownPath: "policy" } },
  });

  describeRule(s3TlsOnly, {
    passes: {
      ...tlsCases.passes,
      "bucket and objects": { stack: bucketStack() },
      "a bucket that is known by its name": {
        stack: bucketStack({ join: "name", bucket: { id: UNKNOWN } }),
      },
      "an invalid statement, which another rule reports": {
        stack: withPolicy({ Statement: [{ Effect: "Permit" }, allow({ Principal: { AWS: "arn:aws:iam::1:root" } })] }),
      },
      "every action": { stack: tls({ Action: "*" }) },
      "a bucket with an unknown name": { stack: bucketStack({ join: "preview" }) },
      "one pattern for both": { stack: tls({ Resource: "arn:aws:s3:::source*" }) },
      "two equivalent conditions": {
        stack: tls({
          Condition: { Bool: { "aws:SecureTransport": false }, BoolIfExists: { "AWS:securetransport": ["false"] } },
        }),
      },
      "bucket and objects in separate statements": {
        stack: withPolicy(documentOf(denyPlaintext("s3:*", both[0]), denyPlaintext("s3:*", both[1]))),
      },
      "another partition, lists and another case": {
        stack: tls({
          Action: ["S3:*"],
          Resource: both.map((arn) => arn.replace("aws", "aws-cn")),
          Principal: { AWS: "*" },
        }),
      },
    },
    violates: {
      "a bucket without a policy": {
        stack: bucketStack({ parts: { policy: null } }),
        findings: { source: "has no BucketPolicy" },
      },
      "a policy without a Deny": {
        stack: withPolicy(documentOf(allow({ Principal: { AWS: "arn:aws:iam::1:root" } }))),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "the bucket alone": {
        stack: tls({ Resource: both[0] }),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "its objects alone": {
        stack: tls({ Resource: both[1] }),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "another bucket": {
        stack: tls({ Resource: ["arn:aws:s3:::other", "arn:aws:s3:::other/*"] }),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "some actions": {
        stack: tls({ Action: "s3:Get*" }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      NotAction: {
        stack: tls({ Action: undefined, NotAction: "s3:PutObject" }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "one principal": {
        stack: tls({ Principal: { AWS: "arn:aws:iam::1:root" } }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "a second condition": {
        stack: tls({ Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:userid": "x" } } }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "no condition, which denies every request": {
        stack: tls({ Condition: {} }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "the inverted condition": {
        stack: tls({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "bucket and objects by an unknown name, with the bucket alone": {
        stack: preview("arn:aws:s3:::source"),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "bucket and objects by an unknown name, with the objects alone": {
        stack: preview("arn:aws:s3:::source/*"),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "bucket and objects by an unknown name, with the bucket and one object": {
        stack: preview(["arn:aws:s3:::source", "arn:aws:s3:::source/key"]),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "another bucket than one that is known by its name": {
        stack: bucketStack({
          join: "name",
          bucket: { id: UNKNOWN },
          parts: {
            policy: { policy: documentOf(denyPlaintext("s3:*", ["arn:aws:s3:::other", "arn:aws:s3:::other/*"])) },
          },
        }),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "another bucket than one that is known by its id": {
        stack: bucketStack({
          bucket: { bucket: undefined },
          parts: {
            policy: { policy: documentOf(denyPlaintext("s3:*", ["arn:aws:s3:::other", "arn:aws:s3:::other/*"])) },
          },
        }),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "the objects of a bucket that is known by its id": {
        stack: bucketStack({
          bucket: { bucket: undefined },
          parts: { policy: { policy: documentOf(denyPlaintext("s3:*", "arn:aws:s3:::source/*")) } },
        }),
        findings: { source: "denies requests without TLS for only a part of the bucket" },
      },
      "an Allow instead of the Deny": {
        stack: tls({ Effect: "Allow" }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      ...tlsCases.violates,
    },
    pending: {
      "the document": { stack: withPolicy(UNKNOWN, "preview"), unknownPath: "policy" },
      "the resources of an object": {
        stack: withPolicy({ Statement: [denyPlaintext("s3:*", UNKNOWN)] }, "preview"),
        unknownPath: "policy.Statement[0].Resource",
      },
    },
  });
});
