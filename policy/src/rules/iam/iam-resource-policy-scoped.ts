import { defineRule } from "../../core/define-rule";
import { isUnknown } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import type { ResourceView } from "../../core/resource-view";
import { isPublic } from "../../iam/callers";
import { parseDocument } from "../../iam/parse-document";
import { statementsOf, typesWithAccess } from "../../iam/policy-documents";
import type { Statement } from "../../iam/statement";

export const iamResourcePolicyScoped = defineRule({
  name: "iam-resource-policy-scoped",
  description: "Resource-based policies allow no public access.",
  why: "A policy of a resource is enough to use it from another account; conditions that name neither the caller nor its path restrict nobody.",
  level: "mandatory",
  severity: "critical",
  controls: {
    prowler: [
      "ecr_repositories_not_publicly_accessible",
      "eventbridge_bus_exposed",
      "secretsmanager_not_publicly_accessible",
    ],
  },
  remediationSteps:
    "Name the principals, or restrict the statement with a condition on the caller, such as aws:PrincipalOrgID, aws:SourceVpce or aws:SourceAccount; aws:SecureTransport and aws:ResourceAccount restrict nobody.",
  resource: {
    types: [...typesWithAccess(undefined), ...types.eventPermission],
    check: (resource, context) => {
      const statements = [...statementsOf(resource, context, "resource"), ...statedByProperties(resource)];
      for (const statement of statements) {
        if (isPublic(statement, statements))
          context.violationOf(resource, statement.id, ["*"], () => `allows any principal in ${statement.label}`);
      }
    },
  },
});

/** An EventPermission is a statement whose elements are properties. */
function statedByProperties(resource: ResourceView): readonly Statement[] {
  if (!(types.eventPermission as readonly string[]).includes(resource.type)) return [];
  const principal = resource.get("principal");
  const [operator, key] = [resource.text("condition.type"), resource.text("condition.key")];
  const value = resource.get("condition.value");
  const document = parseDocument({
    Statement: {
      Sid: resource.text("statementId") ?? "",
      Effect: "Allow",
      Action: resource.text("action") ?? "events:PutEvents",
      Principal: isUnknown(principal) || typeof principal !== "string" ? null : principal,
      Condition: operator === undefined || key === undefined ? null : { [operator]: { [key]: value } },
    },
  });
  return document.kind === "read" ? document.statements : [];
}
