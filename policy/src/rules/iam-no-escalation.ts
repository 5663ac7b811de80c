import { defineRule } from "../core/define-rule";
import { includesAction, isAdministrator, isUnscopedResource } from "../iam/actions";
import { escalatingActions, rightWhenScoped } from "../iam/escalation";
import { typesHolding } from "../iam/places";
import type { Statement } from "../iam/statement";
import { statementsOf } from "../iam/statements-of";

/** Nobody can widen what he may do. */
export const iamNoEscalation = defineRule({
  name: "iam-no-escalation",
  description: "IAM policies open no way to more permissions.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_289"] },
  remediationSteps:
    "Bind iam:PassRole and sts:AssumeRole to the ARNs of the roles that are meant, leave out actions that change policies, and list actions and resources instead of NotAction and NotResource.",
  resource: {
    types: typesHolding("identity"),
    check: (resource, inquiry) => {
      for (const statement of statementsOf(resource, inquiry, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        for (const element of exceptions(statement)) {
          inquiry.violation(resource, `allows all but a few by ${element} in ${statement.label}`);
        }
        const found =
          statement.notActions.length > 0 ? [] : escalatingActions.filter((action) => escalates(statement, action));
        if (found.length > 0) inquiry.violation(resource, `allows ${found.join(", ")} in ${statement.label}`);
      }
    },
  },
});

function exceptions({ notActions, notResources }: Statement): string[] {
  return [...(notActions.length > 0 ? ["NotAction"] : []), ...(notResources.length > 0 ? ["NotResource"] : [])];
}

function escalates(statement: Statement, action: string): boolean {
  if (!includesAction(statement, action)) return false;
  return !rightWhenScoped.includes(action) || statement.resources.some(isUnscopedResource);
}
