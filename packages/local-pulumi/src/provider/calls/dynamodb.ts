import { arnOf, on, tagged, textOf, when, type ApiCall, type CallsByType, type CallSubject } from "./api-call";

const tableArn = (subject: CallSubject): string =>
  arnOf(subject, "dynamodb", `table/${subject.id === "" ? textOf(subject.inputs, "name") : subject.id}`);

/** What DynamoDB does with a table's key in the name of who creates the table. */
const keyActions = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];

/**
 * The use of the table's own key, through DynamoDB ("Amazon DynamoDB encryption at rest: usage notes", "Authorizing use
 * of your customer managed key").
 */
const useKey = (subject: CallSubject): readonly ApiCall[] => {
  const { kmsKeyArn } = (subject.inputs.serverSideEncryption ?? {}) as { kmsKeyArn?: string };
  const context = {
    "kms:viaservice": `dynamodb.${subject.region}.amazonaws.com`,
    "kms:calleraccount": subject.accountId,
    "kms:grantisforawsresource": "true",
  };
  return kmsKeyArn === undefined ? [] : keyActions.map((action) => ({ action, resource: kmsKeyArn, context }));
};

const recovery = ({ inputs }: CallSubject): boolean =>
  (inputs.pointInTimeRecovery as { enabled?: boolean } | undefined)?.enabled === true;

/** Source: `internal/service/dynamodb/table.go` of the Terraform provider. */
export const dynamodbCalls: CallsByType = {
  "aws:dynamodb/table:Table": {
    create: (table) => [
      ...tagged(on(tableArn(table), "dynamodb:CreateTable", "dynamodb:TagResource"), table.tags),
      ...useKey(table),
      ...when(recovery(table), on(tableArn(table), "dynamodb:UpdateContinuousBackups")),
      ...when(table.inputs.ttl !== undefined, on(tableArn(table), "dynamodb:UpdateTimeToLive")),
    ],
    read: (table) =>
      on(
        tableArn(table),
        ...["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTimeToLive"],
        "dynamodb:ListTagsOfResource",
      ),
    update: (table) => [
      ...on(tableArn(table), "dynamodb:UpdateTable"),
      ...when(table.changed("serverSideEncryption"), useKey(table)),
      ...when(table.changed("pointInTimeRecovery"), on(tableArn(table), "dynamodb:UpdateContinuousBackups")),
      ...when(table.changed("ttl"), on(tableArn(table), "dynamodb:UpdateTimeToLive")),
      ...when(table.changed("tags"), [
        ...tagged(on(tableArn(table), "dynamodb:TagResource"), table.tags),
        ...on(tableArn(table), "dynamodb:UntagResource"),
      ]),
    ],
    delete: (table) => on(tableArn(table), "dynamodb:DeleteTable", "dynamodb:DescribeTable"),
  },
};
