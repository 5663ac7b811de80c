import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isPublic } from "../../iam/callers";
import { statementsOf } from "../../iam/policy-documents";

export const sqsNotPublic = defineRule({
  name: "sqs-not-public",
  description: "SQS queue policies allow no public access.",
  why: "A queue that any principal may use can be read, filled and emptied from every account.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["SQS.3"], checkov: ["CKV_AWS_168"] },
  remediationSteps: "Name the principals, or restrict the statement with a condition such as ArnEquals aws:SourceArn.",
  resource: {
    types: [...types.queue, ...types.queuePolicy],
    check: (queue, context) => {
      const statements = statementsOf(queue, context, "resource");
      for (const statement of statements) {
        if (isPublic(statement, statements))
          context.violationOf(queue, statement.id, ["*"], () => `allows any principal in ${statement.label}`);
      }
    },
  },
});
