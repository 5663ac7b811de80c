import { defineRule } from "../../core/define-rule";
import { includesAction, isAdministrator, isUnscopedResource } from "../../iam/actions";
import { escalatingActions, acceptableWhenScoped } from "../../iam/sensitive-actions";
import type { Statement } from "../../iam/statement";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

export const iamNoEscalation = defineRule({
  name: "iam-no-escalation",
  description: "IAM policies do not allow privilege escalation.",
  why: "A principal that can change permissions, or pass a role to a service, has in effect every permission that it can give itself.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_289"] },
  remediationSteps:
    "Scope iam:PassRole and sts:AssumeRole to specific roles, remove actions that change policies or credentials, and list actions and resources instead of NotAction and NotResource.",
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      for (const statement of statementsOf(resource, context, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        for (const element of negatedElements(statement)) {
          context.violation(resource, `allows with ${element} in ${statement.label}`);
        }
        const found =
          statement.notActions.length > 0 ? [] : escalatingActions.filter((action) => escalates(statement, action));
        if (found.length > 0) context.violation(resource, `allows ${found.join(", ")} in ${statement.label}`);
      }
    },
  },
});

function negatedElements({ notActions, notResources }: Statement): string[] {
  return [...(notActions.length > 0 ? ["NotAction"] : []), ...(notResources.length > 0 ? ["NotResource"] : [])];
}

function escalates(statement: Statement, action: string): boolean {
  if (!includesAction(statement, action)) return false;
  return !acceptableWhenScoped.includes(action) || statement.resources.some(isUnscopedResource);
}
