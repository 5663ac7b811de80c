import { dynamodbCapacity } from "../../src/rules/dynamodb-capacity";
import { dynamodbDeletionProtection } from "../../src/rules/dynamodb-deletion-protection";
import { dynamodbEncryption } from "../../src/rules/dynamodb-encryption";
import { dynamodbPitr } from "../../src/rules/dynamodb-pitr";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const table = (properties: Record<string, unknown>) => [
  resource("aws:dynamodb/table:Table", "table", { name: "records", ...properties }),
];
const target = (properties: Record<string, unknown>) =>
  resource("aws:appautoscaling/target:Target", "target", properties);

describe("rules of DynamoDB", () => {
  describeRule(dynamodbPitr, {
    passes: { "a table that can be had back": { stack: table({ pointInTimeRecovery: { enabled: true } }) } },
    refuses: {
      "a table that does not say": { stack: table({}), findings: { table: "has no point-in-time recovery" } },
      "a table that cannot": {
        stack: table({ pointInTimeRecovery: { enabled: false } }),
        findings: { table: "has no point-in-time recovery" },
      },
    },
    waits: { "the flag": { stack: table({ pointInTimeRecovery: UNKNOWN }), waitsFor: "pointInTimeRecovery" } },
  });

  const production = { tags: { Stage: "prod" } };
  describeRule(dynamodbDeletionProtection, {
    passes: {
      "a protected table": { stack: table({ ...production, deletionProtectionEnabled: true }) },
      "a table for development": { stack: table({ tags: { Stage: "dev" } }) },
      "a table without tags": { stack: table({}) },
    },
    refuses: {
      "a table in production": {
        stack: table(production),
        findings: { table: "has no deletion protection in production" },
      },
      "a table of a stack in production": {
        stack: table({}),
        stackTags: { env: "production" },
        findings: { table: "has no deletion protection in production" },
      },
      "what the settings call production": {
        stack: table({ tags: { tier: "live" } }),
        settings: { environmentTags: ["Tier"], productionValues: ["LIVE"] },
        findings: { table: "has no deletion protection in production" },
      },
    },
    waits: {
      "the flag": {
        stack: table({ ...production, deletionProtectionEnabled: UNKNOWN }),
        waitsFor: "deletionProtectionEnabled",
      },
    },
  });

  describeRule(dynamodbCapacity, {
    passes: {
      "on demand": { stack: table({ billingMode: "PAY_PER_REQUEST" }) },
      "a table that scales, by its name": {
        stack: [
          ...table({ billingMode: "PROVISIONED" }),
          target({ serviceNamespace: "dynamodb", resourceId: "table/records" }),
        ],
      },
      "a table that scales, by what the target was made from": {
        stack: [
          ...table({ billingMode: "PROVISIONED" }),
          resource(
            "aws:appautoscaling/target:Target",
            "target",
            { serviceNamespace: "dynamodb", resourceId: UNKNOWN },
            { from: { resourceId: table({})[0]! } },
          ),
        ],
      },
    },
    refuses: {
      "a fixed capacity": { stack: table({ billingMode: "PROVISIONED" }), findings: { table: "has fixed capacity" } },
      "the default, which is fixed": { stack: table({}), findings: { table: "has fixed capacity" } },
      "a target for something else": {
        stack: [...table({}), target({ serviceNamespace: "ecs", resourceId: "table/records" })],
        findings: { table: "has fixed capacity" },
      },
      "a target for another table": {
        stack: [...table({}), target({ serviceNamespace: "dynamodb", resourceId: "table/others" })],
        findings: { table: "has fixed capacity" },
      },
    },
    waits: { "the mode": { stack: table({ billingMode: UNKNOWN }), waitsFor: "billingMode" } },
  });

  describeRule(dynamodbEncryption, {
    passes: { "stated encryption": { stack: table({ serverSideEncryption: { enabled: true } }) } },
    refuses: {
      "none stated": { stack: table({}), findings: { table: "has no server-side encryption with a KMS key" } },
      "encryption switched off": {
        stack: table({ serverSideEncryption: { enabled: false } }),
        findings: { table: "has no server-side encryption with a KMS key" },
      },
    },
    waits: {
      "the flag": {
        stack: table({ serverSideEncryption: { enabled: UNKNOWN } }),
        waitsFor: "serverSideEncryption.enabled",
      },
    },
  });
});
