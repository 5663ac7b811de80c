import { defineRule } from "../../core/define-rule";
import { isAdministrator } from "../../iam/actions";
import { administratorRoles, escalationsIn } from "../../iam/escalation";
import type { Statement } from "../../iam/statement";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

export const iamNoEscalation = defineRule({
  name: "iam-no-escalation",
  description: "IAM policies do not allow privilege escalation or unlimited permission management.",
  why: "A principal that can change permissions, or pass a role to a service, has in effect every permission that it can give itself.",
  level: "mandatory",
  severity: "critical",
  controls: {
    checkov: ["CKV_AWS_286", "CKV_AWS_289"],
    partly: {
      CKV_AWS_287: "actions that AWS cannot scope to a resource, such as ecr:GetAuthorizationToken",
      CKV2_AWS_40: "all actions of every service, which iam-no-admin reports",
    },
  },
  remediationSteps:
    "Scope iam:PassRole and sts:AssumeRole to specific roles that are no administrator's, remove actions that change policies, permissions or credentials or limit them by a condition such as iam:PermissionsBoundary, lambda:Principal or kms:GrantIsForAWSResource, and list actions and resources instead of NotAction and NotResource.",
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      for (const statement of statementsOf(resource, context, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement)) continue;
        const { id, label } = statement;
        const report = (parts: readonly string[], clause: (left: string) => string) =>
          context.violationOf(resource, id, parts, (left) => `allows ${clause(left.join(", "))} in ${label}`);
        report(negatedElements(statement), (left) => `with ${left}`);
        report(statement.notActions.length > 0 ? [] : escalationsIn(statement), (left) => left);
        report(administratorRoles(statement), (left) => `an administrator's role (${left})`);
      }
    },
  },
});

function negatedElements({ notActions, notResources }: Statement): string[] {
  return [...(notActions.length > 0 ? ["NotAction"] : []), ...(notResources.length > 0 ? ["NotResource"] : [])];
}
