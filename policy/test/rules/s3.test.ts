import { s3AccessLogging } from "../../src/rules/s3/s3-access-logging";
import { s3BlockPublicAccess } from "../../src/rules/s3/s3-block-public-access";
import { s3DefaultEncryption } from "../../src/rules/s3/s3-default-encryption";
import { s3Lifecycle } from "../../src/rules/s3/s3-lifecycle";
import { s3NoAcl } from "../../src/rules/s3/s3-no-acl";
import { s3ProtectData } from "../../src/rules/s3/s3-protect-data";
import { s3Versioning } from "../../src/rules/s3/s3-versioning";
import {
  abortAfter,
  type BucketPart,
  bucketStack,
  encryptedBy,
  expireNoncurrentAfter,
} from "../support/bucket-fixture";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";
import {
  blockCases,
  encryptionCases,
  lifecycleCases,
  loggingCases,
  ownershipCases,
  versioningCases,
} from "./s3-settings-cases";

/** The three ways in which settings are joined with their bucket. */
const everyJoin = {
  "settings joined by their origin": { stack: bucketStack({ join: "preview" }) },
  "settings joined by name": { stack: bucketStack({ join: "name" }) },
  "settings after an update": { stack: bucketStack() },
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

describe("S3 rules", () => {
  describeRule(s3BlockPublicAccess, {
    passes: { ...everyJoin, ...blockCases.passes },
    violates: {
      "a bucket without a block, beside one with": oneOfTwo("access", "BucketPublicAccessBlock"),
      "several flags switched off": {
        stack: bucketStack({ parts: { access: { blockPublicAcls: false, restrictPublicBuckets: undefined } } }),
        findings: { source: "does not block public access: blockPublicAcls, restrictPublicBuckets not true" },
      },
      "one flag switched off": {
        stack: bucketStack({ parts: { access: { ignorePublicAcls: false } } }),
        findings: { source: "does not block public access: ignorePublicAcls not true" },
      },
      "a flag switched off beside an unknown one": {
        stack: bucketStack({
          join: "preview",
          parts: { access: { blockPublicAcls: UNKNOWN, blockPublicPolicy: false } },
        }),
        findings: { source: "does not block public access: blockPublicPolicy not true" },
      },
      ...blockCases.violates,
    },
    pending: {
      "a flag": {
        stack: bucketStack({ parts: { access: { blockPublicPolicy: UNKNOWN } } }),
        unknownPath: "blockPublicPolicy",
      },
    },
  });

  describeRule(s3NoAcl, {
    passes: {
      ...ownershipCases.passes,
      ...everyJoin,
      "a grant to one account, to a group of one account and to no grantee": {
        stack: acl({
          accessControlPolicy: {
            grants: [
              { grantee: { id: "1234", type: "CanonicalUser" } },
              { grantee: { uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" } },
              {},
            ],
          },
        }),
      },
      "a private ACL": { stack: acl({ acl: "private" }) },
      "an ACL that the provider computes": {
        stack: [...bucketStack({ bucket: { acl: UNKNOWN } }), ...acl({ acl: "private", accessControlPolicy: UNKNOWN })],
      },
    },
    violates: {
      "a bucket without ownership controls": oneOfTwo("ownership", "BucketOwnershipControls"),
      "ownership with ACLs": {
        stack: bucketStack({ parts: { ownership: { rule: { objectOwnership: "ObjectWriter" } } } }),
        findings: { source: 'does not disable ACLs (objectOwnership "ObjectWriter")' },
      },
      "a public ACL": { stack: acl({ acl: "public-read" }), findings: { source: 'has the public ACL "public-read"' } },
      "an ACL for all AWS accounts": {
        stack: acl({ acl: "authenticated-read" }),
        findings: { source: 'has the public ACL "authenticated-read"' },
      },
      "an inline ACL": {
        stack: bucketStack({ bucket: { acl: "public-read-write" } }),
        findings: { source: 'has the public ACL "public-read-write"' },
      },
      "a public grant on the bucket": {
        stack: bucketStack({
          bucket: {
            grants: [{ permissions: ["READ"], uri: "http://acs.amazonaws.com/groups/global/AllUsers", type: "Group" }],
          },
        }),
        findings: { source: "has an ACL with a public grant" },
      },
      "a public ACL of a bucket in another stack": {
        stack: [resource("aws:s3/bucketAcl:BucketAcl", "acl", { bucket: "elsewhere", acl: "public-read" })],
        findings: { acl: 'has the public ACL "public-read"' },
      },
      "a public grant": {
        stack: acl({
          accessControlPolicy: {
            grants: [{ permission: "READ", grantee: { uri: "http://acs.amazonaws.com/groups/global/AllUsers" } }],
          },
        }),
        findings: { source: "has an ACL with a public grant" },
      },
      ...ownershipCases.violates,
    },
    pending: {
      "the ownership": {
        stack: bucketStack({ parts: { ownership: { rule: { objectOwnership: UNKNOWN } } } }),
        unknownPath: "rule.objectOwnership",
      },
      "an ACL": { stack: acl({ acl: UNKNOWN }, { acl: bucket }), unknownPath: "acl" },
      "the grantee of an ACL": {
        stack: acl(
          { accessControlPolicy: { grants: [{ grantee: { uri: UNKNOWN } }] } },
          { accessControlPolicy: bucket },
        ),
        unknownPath: "accessControlPolicy.grants[0].grantee.uri",
      },
    },
  });

  describeRule(s3DefaultEncryption, {
    passes: {
      ...encryptionCases.passes,
      ...everyJoin,
      "KMS with a bucket key": {
        stack: bucketStack({
          parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms" }, { bucketKeyEnabled: true }) },
        }),
      },
      "DSSE-KMS, which has no bucket keys": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms:dsse" }) } }),
      },
    },
    violates: {
      "a bucket without a configuration": oneOfTwo("encryption", "BucketServerSideEncryptionConfiguration"),
      "a configuration without rules": {
        stack: bucketStack({ parts: { encryption: { rules: [] } } }),
        findings: { source: "has an encryption configuration without rules" },
      },
      "a rule without an algorithm": {
        stack: bucketStack({ parts: { encryption: encryptedBy({}) } }),
        findings: { source: "does not set a known sseAlgorithm" },
      },
      "an unknown algorithm name": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: "none" }) } }),
        findings: { source: "does not set a known sseAlgorithm" },
      },
      "KMS without a bucket key": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms" }) } }),
        findings: { source: "uses KMS without a bucket key: every object costs a KMS request" },
      },
      ...encryptionCases.violates,
    },
    pending: {
      "the algorithm": {
        stack: bucketStack({ parts: { encryption: encryptedBy({ sseAlgorithm: UNKNOWN }) } }),
        unknownPath: "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
      },
      "the bucket key": {
        stack: bucketStack({
          parts: { encryption: encryptedBy({ sseAlgorithm: "aws:kms" }, { bucketKeyEnabled: UNKNOWN }) },
        }),
        unknownPath: "rules[0].bucketKeyEnabled",
      },
    },
  });

  describeRule(s3Versioning, {
    passes: { ...everyJoin, ...versioningCases.passes },
    violates: {
      "a bucket without versioning": oneOfTwo("versioning", "BucketVersioning"),
      "suspended versioning": {
        stack: bucketStack({ parts: { versioning: { versioningConfiguration: { status: "Suspended" } } } }),
        findings: { source: 'has versioning in status "Suspended"' },
      },
      ...versioningCases.violates,
    },
    pending: {
      "the status": {
        stack: bucketStack({ parts: { versioning: { versioningConfiguration: { status: UNKNOWN } } } }),
        unknownPath: "versioningConfiguration.status",
      },
    },
  });

  describeRule(s3Lifecycle, {
    passes: {
      ...lifecycleCases.passes,
      ...everyJoin,
      "both in one rule": {
        stack: bucketStack({ parts: { lifecycle: { rules: [{ ...abortAfter(1), ...expireNoncurrentAfter(1) }] } } }),
      },
      "filters that match every object": {
        stack: bucketStack({
          parts: {
            lifecycle: {
              rules: [
                abortAfter(7, { prefix: "", filter: {} }),
                expireNoncurrentAfter(30, {
                  filter: { prefix: "", objectSizeGreaterThan: 0, objectSizeLessThan: "", and: null },
                }),
              ],
            },
          },
        }),
      },
      "the most days that the settings allow": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(3), expireNoncurrentAfter(9)] } } }),
        settings: { maxAbortDays: 3, maxNoncurrentDays: 9 },
      },
    },
    violates: {
      "a bucket without a configuration": oneOfTwo("lifecycle", "BucketLifecycleConfiguration"),
      "one day more than the settings allow": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(4), expireNoncurrentAfter(9)] } } }),
        settings: { maxAbortDays: 3, maxNoncurrentDays: 9 },
        findings: { source: "does not abort incomplete multipart uploads within 3 days" },
      },
      "no expiry of versions": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(7)] } } }),
        findings: { source: "does not expire noncurrent versions within 3650 days" },
      },
      "a prefix in the rule itself": {
        stack: bucketStack({
          parts: { lifecycle: { rules: [{ ...abortAfter(7), prefix: "tmp/" }, expireNoncurrentAfter(30)] } },
        }),
        findings: { source: "does not abort incomplete multipart uploads within 30 days" },
      },
      "a rule with a tag": {
        stack: bucketStack({
          parts: {
            lifecycle: {
              rules: [abortAfter(7, { filter: { tag: { key: "a", value: "b" } } }), expireNoncurrentAfter(30)],
            },
          },
        }),
        findings: { source: "does not abort incomplete multipart uploads within 30 days" },
      },
      "a rule with a size": {
        stack: bucketStack({
          parts: {
            lifecycle: {
              rules: [abortAfter(7), expireNoncurrentAfter(30, { filter: { objectSizeGreaterThan: 1000 } })],
            },
          },
        }),
        findings: { source: "does not expire noncurrent versions within 3650 days" },
      },
      "a disabled rule": {
        stack: bucketStack({
          parts: { lifecycle: { rules: [abortAfter(7, { status: "Disabled" }), expireNoncurrentAfter(30)] } },
        }),
        findings: { source: "does not abort incomplete multipart uploads within 30 days" },
      },
      "a rule with a prefix": {
        stack: bucketStack({
          parts: { lifecycle: { rules: [abortAfter(7), expireNoncurrentAfter(30, { filter: { prefix: "tmp/" } })] } },
        }),
        findings: { source: "does not expire noncurrent versions within 3650 days" },
      },
      ...lifecycleCases.violates,
    },
    pending: {
      "the days of a rule": {
        stack: bucketStack({
          parts: {
            lifecycle: {
              rules: [abortAfter(7), { status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: UNKNOWN } }],
            },
          },
        }),
        unknownPath: "rules[1].noncurrentVersionExpiration.noncurrentDays",
      },
      "the filter of a rule": {
        stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(7, { filter: { prefix: UNKNOWN } })] } } }),
        unknownPath: "rules[0].filter.prefix",
      },
      "the rules": { stack: bucketStack({ parts: { lifecycle: { rules: UNKNOWN } } }), unknownPath: "rules" },
      ...Object.fromEntries(
        ["status", "prefix", "filter"].map((path) => [
          `the ${path} alone`,
          {
            stack: bucketStack({ parts: { lifecycle: { rules: [abortAfter(7, { [path]: UNKNOWN })] } } }),
            unknownPath: `rules[0].${path}`,
          },
        ]),
      ),
    },
  });

  describeRule(s3AccessLogging, {
    passes: {
      ...loggingCases.passes,
      ...everyJoin,
      "the target bucket of the logs": {
        stack: [...bucketStack(), resource("aws:s3/bucket:Bucket", "logs", { bucket: "logs", id: "logs" })],
      },
      "the bucket of the access logs of a distribution": {
        stack: [
          resource("aws:s3/bucket:Bucket", "logs", { bucket: "logs", arn: "arn:aws:s3:::logs" }),
          resource("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "to-logs", {
            deliveryDestinationConfiguration: { destinationResourceArn: "arn:aws:s3:::logs" },
          }),
        ],
      },
      "an unknown target bucket": { stack: bucketStack({ parts: { logging: { targetBucket: UNKNOWN } } }) },
    },
    violates: {
      "access logging without a target bucket": {
        stack: bucketStack({ parts: { logging: { targetBucket: "" } } }),
        findings: { source: "has no access logging" },
      },
      "a bucket beside that of a distribution's logs": {
        stack: [
          ...bucketStack({ parts: { logging: null } }),
          resource("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "to-logs", {
            deliveryDestinationConfiguration: { destinationResourceArn: "arn:aws:s3:::logs" },
          }),
        ],
        findings: { source: "has no access logging" },
      },
      "a bucket without access logging": {
        stack: bucketStack({ parts: { logging: null } }),
        findings: { source: "has no access logging" },
      },
      ...loggingCases.violates,
    },
    pending: {},
  });

  const production = { tags: { Environment: "production" } };
  describeRule(s3ProtectData, {
    passes: {
      "forceDestroy switched off": { stack: bucketStack({ bucket: { ...production, forceDestroy: false } }) },
      "no forceDestroy": { stack: bucketStack({ bucket: production }) },
      "a development bucket": {
        stack: bucketStack({ bucket: { tags: { Environment: "development" }, forceDestroy: true } }),
      },
      "a value that is not production by the settings": {
        stack: bucketStack({ bucket: { ...production, forceDestroy: true } }),
        settings: { productionValues: ["live"] },
      },
    },
    violates: {
      "a bucket with a production tag": {
        stack: bucketStack({ bucket: { ...production, forceDestroy: true } }),
        findings: { source: "sets forceDestroy in production" },
      },
      "a bucket of a stack with a production tag": {
        stack: bucketStack({ bucket: { forceDestroy: true } }),
        stackTags: { environment: "Prod" },
        findings: { source: "sets forceDestroy in production" },
      },
      "a bucket of a provider with a production tag": {
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
    pending: {
      "the flag": {
        stack: bucketStack({ bucket: { ...production, forceDestroy: UNKNOWN } }),
        unknownPath: "forceDestroy",
      },
    },
  });
});
