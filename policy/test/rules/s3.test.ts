import { s3AccessLogging } from "../../src/rules/s3-access-logging";
import { s3BlockPublicAccess } from "../../src/rules/s3-block-public-access";
import { s3DefaultEncryption } from "../../src/rules/s3-default-encryption";
import { s3Lifecycle } from "../../src/rules/s3-lifecycle";
import { s3NoAcl } from "../../src/rules/s3-no-acl";
import { s3ProtectData } from "../../src/rules/s3-protect-data";
import { s3Versioning } from "../../src/rules/s3-versioning";
import {
  abortAfter,
  type BucketPart,
  bucketStack,
  encryptedBy,
  expireNoncurrentAfter,
} from "../support/bucket-fixture";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

/** The three ways in which a part finds its bucket. */
const everyJoin = {
  "a bucket whose parts are joined by what they were made from": { stack: bucketStack({ join: "preview" }) },
  "a bucket whose parts are joined by its name": { stack: bucketStack({ join: "name" }) },
  "a bucket as it is after an update": { stack: bucketStack() },
};

const oneOfTwo = (part: BucketPart, type: string) => ({
  stack: [...bucketStack({ name: "one" }), ...bucketStack({ name: "two", parts: { [part]: null } })],
  findings: { two: `has no ${type}` },
});

const acl = (properties: Record<string, unknown>, from = {}) => [
  ...bucketStack(),
  resource("aws:s3/bucketAcl:BucketAcl", "acl", { bucket: "source", ...properties }, { from }),
];
const bucket = resource("aws:s3/bucket:Bucket", "source");

describe("rules of S3", () => {
  describeRule(s3BlockPublicAccess, {
    passes: everyJoin,
    refuses: {
      "a bucket without a block, though another has one": oneOfTwo("access", "BucketPublicAccessBlock"),
      "one open flag": {
        stack: bucketStack({ parts: { access: { ignorePublicAcls: false } } }),
        findings: { source: "does not block public access: ignorePublicAcls not true" },
      },
      "an open flag beside one that is not known": {
        stack: bucketStack({
          join: "preview",
          parts: { access: { blockPublicAcls: UNKNOWN, blockPublicPolicy: false } },
        }),
        findings: { source: "does not block public access: blockPublicPolicy not true" },
      },
    },
    waits: {
      "a flag": {
        stack: bucketStack({ parts: { access: { blockPublicPolicy: UNKNOWN } } }),
        waitsFor: "blockPublicPolicy",
      },
    },
  });

  describeRule(s3NoAcl, {
    passes: {
      ...everyJoin,
      "a private ACL": { stack: acl({ acl: "private" }) },
      "an ACL that the provider will fill in": {
        stack: [...bucketStack({ bucket: { acl: UNKNOWN } }), ...acl({ acl: "private", accessControlPolicy: UNKNOWN })],
      },
    },
    refuses: {
      "a bucket without ownership controls": oneOfTwo("ownership", "BucketOwnershipControls"),
      "ownership that keeps ACLs": {
        stack: bucketStack({ parts: { ownership: { rule: { objectOwnership: "ObjectWriter" } } } }),
        findings: { source: 'does not disable ACLs (objectOwnership "ObjectWriter")' },
      },
      "a public ACL": { stack: acl({ acl: "public-read" }), findings: { source: 'has the public ACL "public-read"' } },
      "an ACL for everybody with an account": {
        stack: acl({ acl: "authenticated-read" }),
        findings: { source: 'has the public ACL "authenticated-read"' },
      },
      "an ACL inside the bucket": {
        stack: bucketStack({ bucket: { acl: "public-read-write" } }),
        findings: { source: 'has the public ACL "public-read-write"' },
      },
      "a grant to everybody": {
        stack: acl({
          accessControlPolicy: {
            grants: [{ permission: "READ", grantee: { uri: "http://acs.amazonaws.com/groups/global/AllUsers" } }],
          },
        }),
        findings: { source: "has an ACL with a public grant" },
      },
    },
    waits: {
      "the ownership": {
        stack: bucketStack({ parts: { ownership: { rule: { objectOwnership: UNKNOWN } } } }),
        waitsFor: "rule.objectOwnership",
      },
      "an ACL": { stack: acl({ acl: UNKNOWN }, { acl: bucket }), waitsFor: "acl" },
      "whom an ACL grants to": {
        stack: acl(
          { accessControlPolicy: { grants: [{ grantee: { uri: UNKNOWN } }] } },
          { accessControlPolicy: bucket },
        ),
        waitsFor: "accessControlPolicy.grants[0].grantee.uri",
      },
    },
  });

  describeRule(s3DefaultEncryption, {
    passes: {
      ...everyJoin,
      "KMS with a bucket key": {
        stack: bucketStack({
          parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms" }, { bucketKeyEnabled: true }) },
        }),
      },
      "two layers of KMS, which know no bucket key": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms:dsse" }) } }),
      },
    },
    refuses: {
      "a bucket without a configuration": oneOfTwo("encryption", "BucketServerSideEncryptionConfiguration"),
      "a configuration without rules": {
        stack: bucketStack({ parts: { encryption: { rules: [] } } }),
        findings: { source: "has an encryption configuration without rules" },
      },
      "a rule without an algorithm": {
        stack: bucketStack({ parts: { encryption: encryptedBy({}) } }),
        findings: { source: "does not set a known sseAlgorithm" },
      },
      "KMS without a bucket key": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms" }) } }),
        findings: { source: "uses KMS without a bucket key: every object costs a KMS request" },
      },
    },
    waits: {
      "the algorithm": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: UNKNOWN }) } }),
        waitsFor: "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
      },
      "the bucket key": {
        stack: bucketStack({
          parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms" }, { bucketKeyEnabled: UNKNOWN }) },
        }),
        waitsFor: "rules[0].bucketKeyEnabled",
      },
    },
  });

  describeRule(s3Versioning, {
    passes: everyJoin,
    refuses: {
      "a bucket without versioning": oneOfTwo("versioning", "BucketVersioning"),
      "suspended versioning": {
        stack: bucketStack({ parts: { versioning: { versioningConfiguration: { status: "Suspended" } } } }),
        findings: { source: 'has versioning in status "Suspended"' },
      },
    },
    waits: {
      "the status": {
        stack: bucketStack({ parts: { versioning: { versioningConfiguration: { status: UNKNOWN } } } }),
        waitsFor: "versioningConfiguration.status",
      },
    },
  });

  describeRule(s3Lifecycle, {
    passes: {
      ...everyJoin,
      "both in one rule": {
        stack: bucketStack({ parts: { lifecycle: { rules: [{ ...abortAfter(1), ...expireNoncurrentAfter(1) }] } } }),
      },
      "the most days that the settings allow": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(3), expireNoncurrentAfter(9)] } } }),
        settings: { maxAbortDays: 3, maxNoncurrentDays: 9 },
      },
    },
    refuses: {
      "a bucket without a configuration": oneOfTwo("lifecycle", "BucketLifecycleConfiguration"),
      "one day more than the settings allow": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(4), expireNoncurrentAfter(9)] } } }),
        settings: { maxAbortDays: 3, maxNoncurrentDays: 9 },
        findings: { source: "does not abort incomplete multipart uploads within 3 days" },
      },
      "versions that stay": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(7)] } } }),
        findings: { source: "does not expire noncurrent versions within 3650 days" },
      },
      "a rule that is switched off": {
        stack: bucketStack({
          parts: { lifecycle: { rules: [abortAfter(7, { status: "Disabled" }), expireNoncurrentAfter(30)] } },
        }),
        findings: { source: "does not abort incomplete multipart uploads within 30 days" },
      },
      "a rule for a part of the bucket": {
        stack: bucketStack({
          parts: { lifecycle: { rules: [abortAfter(7), expireNoncurrentAfter(30, { filter: { prefix: "tmp/" } })] } },
        }),
        findings: { source: "does not expire noncurrent versions within 3650 days" },
      },
    },
    waits: {
      "the days of a rule": {
        stack: bucketStack({
          parts: {
            lifecycle: {
              rules: [abortAfter(7), { status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: UNKNOWN } }],
            },
          },
        }),
        waitsFor: "rules[1].noncurrentVersionExpiration.noncurrentDays",
      },
      "what a rule is for": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(7, { filter: { prefix: UNKNOWN } })] } } }),
        waitsFor: "rules[0].filter.prefix",
      },
      "the rules": { stack: bucketStack({ parts: { lifecycle: { rules: UNKNOWN } } }), waitsFor: "rules" },
    },
  });

  describeRule(s3AccessLogging, {
    passes: {
      ...everyJoin,
      "the bucket that takes the logs": {
        stack: [...bucketStack(), resource("aws:s3/bucket:Bucket", "logs", { bucket: "logs", id: "logs" })],
      },
      "a log bucket that is not known yet": { stack: bucketStack({ parts: { logging: { targetBucket: UNKNOWN } } }) },
    },
    refuses: {
      "a bucket without a log": {
        stack: bucketStack({ parts: { logging: null } }),
        findings: { source: "has no access logging" },
      },
    },
    waits: {},
  });

  const production = { tags: { Environment: "production" } };
  describeRule(s3ProtectData, {
    passes: {
      "a bucket that is kept": { stack: bucketStack({ bucket: { ...production, forceDestroy: false } }) },
      "a bucket that says nothing": { stack: bucketStack({ bucket: production }) },
      "a bucket for development": {
        stack: bucketStack({ bucket: { tags: { Environment: "development" }, forceDestroy: true } }),
      },
      "another value that the settings do not call production": {
        stack: bucketStack({ bucket: { ...production, forceDestroy: true } }),
        settings: { productionValues: ["live"] },
      },
    },
    refuses: {
      "a bucket that is tagged as production": {
        stack: bucketStack({ bucket: { ...production, forceDestroy: true } }),
        findings: { source: "sets forceDestroy in production" },
      },
      "a bucket of a stack that is tagged as production": {
        stack: bucketStack({ bucket: { forceDestroy: true } }),
        stackTags: { environment: "Prod" },
        findings: { source: "sets forceDestroy in production" },
      },
      "a bucket whose provider tags everything as production": {
        stack: [
          resource(
            "aws:s3/bucket:Bucket",
            "source",
            { forceDestroy: true },
            {
              provider: {
                urn: "urn:pulumi:dev::p::pulumi:providers:aws::default",
                type: "pulumi:providers:aws",
                name: "default",
                properties: { defaultTags: JSON.stringify({ tags: { Stage: "prod" } }) },
              },
            },
          ),
        ],
        findings: { source: "sets forceDestroy in production" },
      },
    },
    waits: {
      "the flag": {
        stack: bucketStack({ bucket: { ...production, forceDestroy: UNKNOWN } }),
        waitsFor: "forceDestroy",
      },
    },
  });
});
