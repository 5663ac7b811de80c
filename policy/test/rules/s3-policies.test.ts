import { s3PolicyNotPublic } from "../../src/rules/s3-policy-not-public";
import { s3TlsOnly } from "../../src/rules/s3-tls-only";
import { bucketStack } from "../support/bucket-fixture";
import { describeRule } from "../support/describe-rule";
import { allow, denyPlaintext, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const withPolicy = (policy: unknown, join: "update" | "preview" = "update") =>
  bucketStack({ join, parts: { policy: { policy } } });
const both = ["arn:aws:s3:::source", "arn:aws:s3:::source/*"];
const tls = (parts: object) => withPolicy(documentOf(denyPlaintext("s3:*", both, parts)));

const everybody = (condition?: object) =>
  withPolicy(documentOf(allow({ Principal: "*", ...(condition && { Condition: condition }) })));

describe("rules of S3's bucket policies", () => {
  describeRule(s3PolicyNotPublic, {
    passes: {
      "a policy of refusals": { stack: bucketStack() },
      "a named account": {
        stack: withPolicy(documentOf(allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }))),
      },
      "a service": { stack: withPolicy(documentOf(allow({ Principal: { Service: "logging.s3.amazonaws.com" } }))) },
      "everybody of one account": { stack: everybody({ StringEquals: { "aws:SourceAccount": "123456789012" } }) },
      "everybody of one organisation": { stack: everybody({ StringEquals: { "aws:PrincipalOrgID": "o-abc1234567" } }) },
      "everybody behind one endpoint": {
        stack: everybody({ StringEquals: { "AWS:SourceVpce": ["vpce-1", "vpce-2"] } }),
      },
      "everybody in a network that is small enough": {
        stack: everybody({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
      },
    },
    refuses: {
      everybody: { stack: everybody(), findings: { "source-policy": "allows any principal in statement 1" } },
      "everybody as an AWS principal, in a list": {
        stack: withPolicy({ Statement: allow({ Sid: "Open", Principal: { AWS: ["arn:aws:iam::1:root", "*"] } }) }),
        findings: { "source-policy": 'allows any principal in statement "Open"' },
      },
      "everybody but one": {
        stack: withPolicy(documentOf(allow({ NotPrincipal: { AWS: "arn:aws:iam::1:root" } }))),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a condition that does not say who asks": {
        stack: everybody({ Bool: { "aws:SecureTransport": "true" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a condition that lets requests without the key pass": {
        stack: everybody({ StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a condition that excludes one": {
        stack: everybody({ StringNotEquals: { "aws:SourceAccount": "123456789012" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a condition that holds for every value": {
        stack: everybody({ StringLike: { "aws:SourceAccount": "*" } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "the whole internet by its addresses": {
        stack: everybody({ IpAddress: { "aws:SourceIp": ["10.0.0.0/7"] } }),
        findings: { "source-policy": "allows any principal in statement 1" },
      },
      "a policy inside the bucket": {
        stack: [resource("aws:s3/bucket:Bucket", "source", { policy: documentOf(allow({ Principal: "*" })) })],
        findings: { source: "allows any principal in statement 1" },
      },
    },
    waits: { "the document": { stack: withPolicy(UNKNOWN), waitsFor: "policy" } },
  });

  describeRule(s3TlsOnly, {
    passes: {
      "bucket and objects": { stack: bucketStack() },
      "every action": { stack: tls({ Action: "*" }) },
      "a bucket whose name is not known yet": { stack: bucketStack({ join: "preview" }) },
      "one pattern for both": { stack: tls({ Resource: "arn:aws:s3:::source*" }) },
      "the condition said twice": {
        stack: tls({
          Condition: { Bool: { "aws:SecureTransport": false }, BoolIfExists: { "AWS:securetransport": ["false"] } },
        }),
      },
      "the two in statements of their own": {
        stack: withPolicy(documentOf(denyPlaintext("s3:*", both[0]!), denyPlaintext("s3:*", both[1]!))),
      },
      "another partition, a list and another letter case": {
        stack: tls({
          Action: ["S3:*"],
          Resource: both.map((arn) => arn.replace("aws", "aws-cn")),
          Principal: { AWS: "*" },
        }),
      },
    },
    refuses: {
      "a bucket without a policy": {
        stack: bucketStack({ parts: { policy: null } }),
        findings: { source: "has no BucketPolicy" },
      },
      "a policy that says nothing of TLS": {
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
      "all actions but one": {
        stack: tls({ Action: undefined, NotAction: "s3:PutObject" }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "some principals": {
        stack: tls({ Principal: { AWS: "arn:aws:iam::1:root" } }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "a second condition": {
        stack: tls({ Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:userid": "x" } } }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "no condition, which refuses everything": {
        stack: tls({ Condition: {} }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "the condition turned round": {
        stack: tls({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
      "an Allow in place of the Deny": {
        stack: tls({ Effect: "Allow" }),
        findings: { source: "has a policy that allows requests without TLS" },
      },
    },
    waits: {
      "the document": { stack: withPolicy(UNKNOWN, "preview"), waitsFor: "policy" },
      "the resources of an object": {
        stack: withPolicy({ Statement: [denyPlaintext("s3:*", UNKNOWN)] }, "preview"),
        waitsFor: "policy.Statement[0].Resource",
      },
    },
  });
});
