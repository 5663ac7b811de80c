import { ACCOUNT, describeLifecycles, type Lifecycle } from "../../support/cloud/resource-lifecycle";
import type { Bag } from "../../support/cloud/provider";

const hash = (attributeName: string) => [{ attributeName, keyType: "HASH" }];
const byKey = { name: "by-key", keySchemas: hash("key"), projectionType: "ALL" };
const tableOf = (change: Bag = {}): Bag => ({
  name: "life-table",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  attributes: [
    { name: "id", type: "S" },
    { name: "key", type: "S" },
  ],
  globalSecondaryIndexes: [byKey],
  pointInTimeRecovery: { enabled: true },
  ...change,
});

const lifecycles: readonly Lifecycle[] = [
  {
    type: "aws:dynamodb/table:Table",
    inputs: () => tableOf(),
    changes: [
      [() => tableOf({ attributes: [{ name: "id", type: "S" }], globalSecondaryIndexes: undefined }), "update"],
      [() => tableOf({ streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" }), "update"],
      [() => tableOf({ streamEnabled: true, streamViewType: "KEYS_ONLY" }), "update"],
      [
        () => tableOf({ hashKey: "key", globalSecondaryIndexes: [{ ...byKey, keySchemas: hash("id") }] }),
        "replace hashKey",
      ],
    ],
    outs: () => ({
      arn: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/life-table`,
      readCapacity: 0,
      deletionProtectionEnabled: false,
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
    }),
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    inputs: () => ({ name: "/life", retentionInDays: 30 }),
    changes: [
      [() => ({ name: "/life", retentionInDays: 7 }), "update"],
      [() => ({ name: "/life2", retentionInDays: 30 }), "replace name"],
    ],
    outs: () => ({
      arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/life`,
      retentionInDays: 30,
      logGroupClass: "STANDARD",
    }),
  },
];

describeLifecycles("DynamoDB and CloudWatch Logs", lifecycles);
