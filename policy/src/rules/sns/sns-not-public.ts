import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isPublic } from "../../iam/callers";
import { statementsOf } from "../../iam/policy-documents";

export const snsNotPublic = defineRule({
  name: "sns-not-public",
  description: "SNS topic policies allow no public access.",
  why: "A topic that any principal may use can be published to, or subscribed to, from every account.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["SNS.4"], checkov: ["CKV_AWS_169"] },
  remediationSteps:
    "Name the principals, or restrict the statement with a condition such as StringEquals aws:SourceAccount.",
  resource: {
    types: [...types.topic, ...types.topicPolicy],
    check: (topic, context) => {
      const statements = statementsOf(topic, context, "resource");
      for (const statement of statements) {
        if (isPublic(statement, statements))
          context.violationOf(topic, statement.id, ["*"], () => `allows any principal in ${statement.label}`);
      }
    },
  },
});
