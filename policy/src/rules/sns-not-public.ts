import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { isPublic } from "../iam/principals";
import { statementsOf } from "../iam/statements-of";

/** A topic's policy names whom it serves. */
export const snsNotPublic = defineRule({
  name: "sns-not-public",
  description: "SNS topic policies allow nothing to everybody.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["SNS.4"], checkov: ["CKV_AWS_169"] },
  remediationSteps:
    "Name the principals, or restrict the statement by a condition such as StringEquals aws:SourceAccount.",
  resource: {
    types: [...types.topic, ...types.topicPolicy],
    check: (topic, inquiry) => {
      for (const statement of statementsOf(topic, inquiry, "resource")) {
        if (isPublic(statement)) inquiry.violation(topic, `allows everybody in ${statement.label}`);
      }
    },
  },
});
