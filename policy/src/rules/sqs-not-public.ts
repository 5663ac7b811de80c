import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { isPublic } from "../iam/principals";
import { statementsOf } from "../iam/statements-of";

/** A queue's policy names whom it serves. */
export const sqsNotPublic = defineRule({
  name: "sqs-not-public",
  description: "SQS queue policies allow nothing to everybody.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["SQS.3"], cdkNag: ["AwsSolutions-SQS3"], checkov: ["CKV_AWS_168"] },
  remediationSteps: "Name the principals, or restrict the statement by a condition such as ArnEquals aws:SourceArn.",
  resource: {
    types: [...types.queue, ...types.queuePolicy],
    check: (queue, inquiry) => {
      for (const statement of statementsOf(queue, inquiry, "resource")) {
        if (isPublic(statement)) inquiry.violation(queue, `allows everybody in ${statement.label}`);
      }
    },
  },
});
