import { s3AccessPointBlock } from "../../src/rules/s3/s3-access-point-block";
import { s3AccountPublicAccess } from "../../src/rules/s3/s3-account-public-access";
import { s3ForeignAccounts } from "../../src/rules/s3/s3-foreign-accounts";
import { s3KmsEncryption } from "../../src/rules/s3/s3-kms-encryption";
import { bucketStack, encryptedBy } from "../support/bucket-fixture";
import { ACCOUNT } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const complete = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

describe("S3 rules about accounts", () => {
  const account = (properties: Record<string, unknown> = {}) => ({
    stack: [resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "block", properties)],
  });
  describeRule(s3AccountPublicAccess, {
    passes: { "all four flags": account(complete) },
    violates: {
      "one flag switched off": {
        ...account({ ...complete, blockPublicPolicy: false }),
        findings: { block: "opens the account: blockPublicPolicy not true" },
      },
      "flags left out, which are then off": {
        ...account({ blockPublicAcls: true, blockPublicPolicy: true }),
        findings: { block: "opens the account: ignorePublicAcls, restrictPublicBuckets not true" },
      },
    },
    pending: {
      "a flag": { ...account({ ...complete, ignorePublicAcls: UNKNOWN }), unknownPath: "ignorePublicAcls" },
    },
  });

  const point = (publicAccessBlockConfiguration?: object) => ({
    stack: [resource("aws:s3/accessPoint:AccessPoint", "point", { bucket: "b", publicAccessBlockConfiguration })],
  });
  const multiRegion = (publicAccessBlock: object) => ({
    stack: [
      resource("aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint", "point", {
        details: { name: "images", publicAccessBlock },
      }),
    ],
  });
  describeRule(s3AccessPointBlock, {
    passes: {
      "nothing stated, which blocks": point(),
      "all four flags": point(complete),
      "a multi-Region access point": multiRegion(complete),
    },
    violates: {
      "one flag switched off": {
        ...point({ ...complete, restrictPublicBuckets: false }),
        findings: { point: "does not block public access: restrictPublicBuckets not true" },
      },
      "a multi-Region access point": {
        ...multiRegion({ blockPublicAcls: false }),
        findings: { point: "does not block public access: blockPublicAcls not true" },
      },
    },
    pending: {
      "a flag": {
        ...point({ blockPublicPolicy: UNKNOWN }),
        unknownPath: "publicAccessBlockConfiguration.blockPublicPolicy",
      },
    },
  });

  const queue = (
    properties: Record<string, unknown> = { arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs` },
    options = {},
  ) => resource("aws:sqs/queue:Queue", "jobs", properties, options);
  const policy = (Principal: object, Sid?: string) =>
    resource("aws:s3/bucketPolicy:BucketPolicy", "policy", {
      bucket: "elsewhere",
      policy: documentOf(allow({ Principal, Sid })),
    });
  const provider = (allowedAccountIds: unknown) => ({
    provider: {
      urn: "urn:pulumi:dev::p::pulumi:providers:aws::default",
      type: "pulumi:providers:aws",
      name: "default",
      properties: { allowedAccountIds },
    },
  });
  const limited = provider(JSON.stringify([ACCOUNT]));
  const own = { AWS: `arn:aws:iam::${ACCOUNT}:role/images` };
  const foreign = { AWS: "arn:aws:iam::999999999999:role/images" };
  describeRule(s3ForeignAccounts, {
    passes: {
      "a role of the stack's account": { stack: [queue(), policy(own)] },
      "the stack's account by its id": { stack: [queue(), policy({ AWS: ACCOUNT })] },
      "the account that the provider is limited to": { stack: [queue({ arn: UNKNOWN }, limited), policy(own)] },
      "the account in a list of the provider": { stack: [queue({ arn: UNKNOWN }, provider([ACCOUNT])), policy(own)] },
      "an account of the settings": {
        stack: [queue(), policy(foreign)],
        settings: { trustedAccounts: ["999999999999"] },
      },
      "the account of AWS that writes logs of load balancers": {
        stack: [queue(), policy({ AWS: "arn:aws:iam::054676820928:root" })],
      },
      "a service": { stack: [queue(), policy({ Service: "cloudfront.amazonaws.com" })] },
    },
    violates: {
      "a role of another account": {
        stack: [queue(), policy(foreign, "Share")],
        findings: { policy: 'lets account 999999999999 in (statement "Share")' },
        ids: ["Share/999999999999"],
        compliant: [policy(own)],
      },
      "several accounts": {
        stack: [queue(), policy({ AWS: ["999999999999", "arn:aws:iam::888888888888:root", ACCOUNT] })],
        findings: { policy: "lets account 999999999999, 888888888888 in (statement 1)" },
        compliant: [policy(own)],
      },
      "another account in a policy on the bucket": {
        stack: [
          queue(),
          resource("aws:s3/bucket:Bucket", "images", {
            bucket: "images",
            policy: documentOf(allow({ Principal: foreign })),
          }),
        ],
        findings: { images: "lets account 999999999999 in (statement 1)" },
        compliant: [policy(own)],
      },
      "another account than those in a list of the provider": {
        stack: [queue({ arn: UNKNOWN }, provider([ACCOUNT])), policy(foreign)],
        findings: { policy: "lets account 999999999999 in (statement 1)" },
        compliant: [policy(own)],
      },
      "another account than the provider is limited to": {
        stack: [queue({ arn: UNKNOWN }, limited), policy(foreign)],
        findings: { policy: "lets account 999999999999 in (statement 1)" },
        compliant: [policy(own)],
      },
    },
    pending: {},
  });

  const encrypted = (sseAlgorithm: string) => ({
    stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm }, { bucketKeyEnabled: true }) } }),
  });
  const NO_KEY = "is not encrypted with a KMS key";
  describeRule(s3KmsEncryption, {
    passes: {
      KMS: encrypted("aws:kms"),
      "KMS in two layers": encrypted("aws:kms:dsse"),
      "KMS on the bucket": {
        stack: bucketStack({
          parts: { encryption: null },
          bucket: {
            serverSideEncryptionConfiguration: {
              rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } },
            },
          },
        }),
      },
    },
    violates: {
      "the key of S3": { ...encrypted("AES256"), findings: { source: NO_KEY } },
      "nothing stated": { stack: bucketStack({ parts: { encryption: null } }), findings: { source: NO_KEY } },
    },
    pending: {
      "the algorithm": {
        ...encrypted(UNKNOWN),
        unknownPath: "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
      },
    },
  });
});
