import { account, describeLives, type Life } from "../../../support/cloud/lives";

const lives: readonly Life[] = [
  {
    type: "aws:dynamodb/table:Table",
    inputs: () => ({
      name: "life-table",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [
        { name: "id", type: "S" },
        { name: "key", type: "S" },
      ],
      globalSecondaryIndexes: [{ name: "by-key", hashKey: "key", projectionType: "ALL" }],
      pointInTimeRecovery: { enabled: true },
    }),
    changes: [
      [
        () => ({
          name: "life-table",
          billingMode: "PAY_PER_REQUEST",
          hashKey: "id",
          attributes: [{ name: "id", type: "S" }],
          pointInTimeRecovery: { enabled: true },
        }),
        "update",
      ],
      [
        () => ({
          name: "life-table",
          billingMode: "PAY_PER_REQUEST",
          hashKey: "key",
          attributes: [
            { name: "id", type: "S" },
            { name: "key", type: "S" },
          ],
          globalSecondaryIndexes: [{ name: "by-key", hashKey: "id", projectionType: "ALL" }],
          pointInTimeRecovery: { enabled: true },
        }),
        "replace hashKey",
      ],
    ],
    outs: () => ({
      arn: `arn:aws:dynamodb:us-east-1:${account}:table/life-table`,
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
      arn: `arn:aws:logs:us-east-1:${account}:log-group:/life`,
      retentionInDays: 30,
      logGroupClass: "STANDARD",
    }),
  },
];

describeLives("DynamoDB and CloudWatch Logs", lives);
