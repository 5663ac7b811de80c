import { dynamodbCapacity } from "../../src/rules/dynamodb/dynamodb-capacity";
import { dynamodbCustomerKey } from "../../src/rules/dynamodb/dynamodb-customer-key";
import { dynamodbDeletionProtection } from "../../src/rules/dynamodb/dynamodb-deletion-protection";
import { dynamodbEncryption } from "../../src/rules/dynamodb/dynamodb-encryption";
import { dynamodbPitr } from "../../src/rules/dynamodb/dynamodb-pitr";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN, type AnalyzedResource } from "../support/stack-fixture";

const table = (properties: Record<string, unknown>) => [
  resource("aws:dynamodb/table:Table", "table", { name: "records", ...properties }),
];
const replica = (properties: Record<string, unknown>) => [
  resource("aws:dynamodb/tableReplica:TableReplica", "replica", properties),
];
/** The targets and policies of both capacities of a table; a policy's inputs are outputs of its target. */
const scaled = (properties: Record<string, unknown>, table?: AnalyzedResource): AnalyzedResource[] =>
  ["Read", "Write"].flatMap((each) => {
    const of = {
      serviceNamespace: "dynamodb",
      scalableDimension: `dynamodb:table:${each}CapacityUnits`,
      ...properties,
    };
    const name = each.toLowerCase();
    const from = table === undefined ? {} : { from: { resourceId: table } };
    const made = resource("aws:appautoscaling/target:Target", `${name}-target`, of, from);
    const outputs = table === undefined ? {} : { from: { resourceId: made } };
    const policy = table === undefined ? of : { ...of, serviceNamespace: UNKNOWN, scalableDimension: UNKNOWN };
    return [made, resource("aws:appautoscaling/policy:Policy", `${name}-policy`, policy, outputs)];
  });
const target = (properties: Record<string, unknown>) =>
  resource("aws:appautoscaling/target:Target", "target", properties);

describe("DynamoDB rules", () => {
  describeRule(dynamodbPitr, {
    passes: {
      "point-in-time recovery": { stack: table({ pointInTimeRecovery: { enabled: true } }) },
      "point-in-time recovery of a replica, too": {
        stack: table({
          pointInTimeRecovery: { enabled: true },
          replicas: [{ regionName: "eu-central-1", pointInTimeRecovery: true }],
        }),
      },
      "a replica as a separate resource": { stack: replica({ pointInTimeRecovery: true }) },
    },
    violates: {
      "no setting": { stack: table({}), findings: { table: "has no point-in-time recovery" } },
      "a replica without it": {
        stack: table({
          pointInTimeRecovery: { enabled: true },
          replicas: [{ regionName: "eu-central-1", pointInTimeRecovery: true }, { regionName: "us-east-1" }],
        }),
        findings: { table: "has no point-in-time recovery in us-east-1" },
      },
      "a replica as a separate resource without it": {
        stack: replica({}),
        findings: { replica: "has no point-in-time recovery" },
      },
      "point-in-time recovery switched off": {
        stack: table({ pointInTimeRecovery: { enabled: false } }),
        findings: { table: "has no point-in-time recovery" },
      },
    },
    pending: {
      "the flag": { stack: table({ pointInTimeRecovery: UNKNOWN }), unknownPath: "pointInTimeRecovery" },
      "the replicas": {
        stack: table({ pointInTimeRecovery: { enabled: true }, replicas: UNKNOWN }),
        unknownPath: "replicas",
      },
    },
  });

  const production = { tags: { Stage: "prod" } };
  describeRule(dynamodbDeletionProtection, {
    passes: {
      "a protected table": { stack: table({ ...production, deletionProtectionEnabled: true }) },
      "a development table": { stack: table({ tags: { Stage: "dev" } }) },
      "a table without tags": { stack: table({}) },
    },
    violates: {
      "a production table": {
        stack: table(production),
        findings: { table: "has no deletion protection in production" },
      },
      "a table of a production stack": {
        stack: table({}),
        stackTags: { env: "production" },
        findings: { table: "has no deletion protection in production" },
      },
      "a table that is production by the settings": {
        stack: table({ tags: { tier: "live" } }),
        settings: { environmentTags: ["Tier"], productionValues: ["LIVE"] },
        findings: { table: "has no deletion protection in production" },
      },
    },
    pending: {
      "the flag": {
        stack: table({ ...production, deletionProtectionEnabled: UNKNOWN }),
        unknownPath: "deletionProtectionEnabled",
      },
    },
  });

  describeRule(dynamodbCapacity, {
    passes: {
      "on-demand capacity": { stack: table({ billingMode: "PAY_PER_REQUEST" }) },
      "auto-scaled capacity, joined by name": {
        stack: [...table({ billingMode: "PROVISIONED" }), ...scaled({ resourceId: "table/records" })],
      },
      "auto-scaled capacity, joined by origin": {
        stack: [...table({ billingMode: "PROVISIONED" }), ...scaled({ resourceId: UNKNOWN }, table({})[0])],
      },
    },
    violates: {
      "provisioned capacity": {
        stack: table({ billingMode: "PROVISIONED" }),
        findings: { table: "has fixed capacity" },
      },
      "the default, which is provisioned capacity": { stack: table({}), findings: { table: "has fixed capacity" } },
      "targets without policies": {
        stack: [...table({}), ...scaled({ resourceId: "table/records" }).filter(({ name }) => name.endsWith("target"))],
        findings: { table: "has fixed capacity" },
      },
      "writes that do not scale": {
        stack: [...table({}), ...scaled({ resourceId: "table/records" }).filter(({ name }) => name.startsWith("read"))],
        findings: { table: "has fixed capacity" },
      },
      "a scaling target of another service": {
        stack: [...table({}), target({ serviceNamespace: "ecs", resourceId: "table/records" })],
        findings: { table: "has fixed capacity" },
      },
      "a scaling target that is made from another table": {
        stack: [
          ...table({}),
          resource(
            "aws:appautoscaling/target:Target",
            "target",
            { serviceNamespace: "dynamodb", resourceId: UNKNOWN },
            { from: { resourceId: resource("aws:dynamodb/table:Table", "second") } },
          ),
          resource("aws:dynamodb/table:Table", "second", { billingMode: "PAY_PER_REQUEST" }),
        ],
        findings: { table: "has fixed capacity" },
      },
      "a scaling target of another table": {
        stack: [...table({}), target({ serviceNamespace: "dynamodb", resourceId: "table/others" })],
        findings: { table: "has fixed capacity" },
      },
    },
    pending: { "the mode": { stack: table({ billingMode: UNKNOWN }), unknownPath: "billingMode" } },
  });

  const NO_KEY = "is not encrypted with a customer managed key";
  describeRule(dynamodbCustomerKey, {
    passes: { "a key": { stack: table({ serverSideEncryption: { enabled: true, kmsKeyArn: UNKNOWN } }) } },
    violates: {
      "no setting": { stack: table({}), findings: { table: NO_KEY } },
      "the key of the service": {
        stack: table({ serverSideEncryption: { enabled: true } }),
        findings: { table: NO_KEY },
      },
    },
    pending: {
      "the flag": {
        stack: table({ serverSideEncryption: { enabled: UNKNOWN } }),
        unknownPath: "serverSideEncryption.enabled",
      },
    },
  });

  describeRule(dynamodbEncryption, {
    passes: { "encryption with a KMS key": { stack: table({ serverSideEncryption: { enabled: true } }) } },
    violates: {
      "no setting": { stack: table({}), findings: { table: "has no server-side encryption with a KMS key" } },
      "encryption switched off": {
        stack: table({ serverSideEncryption: { enabled: false } }),
        findings: { table: "has no server-side encryption with a KMS key" },
      },
    },
    pending: {
      "the flag": {
        stack: table({ serverSideEncryption: { enabled: UNKNOWN } }),
        unknownPath: "serverSideEncryption.enabled",
      },
    },
  });
});
