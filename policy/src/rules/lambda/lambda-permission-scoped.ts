import { defineRule } from "../../core/define-rule";
import type { ResourceView } from "../../core/resource-view";
import { types } from "../../core/resource-types";
import { hasWildcard } from "../../core/wildcard";
import { identifiesSource, isAccount, isOrganization } from "../../iam/condition-values";

export const lambdaPermissionScoped = defineRule({
  name: "lambda-permission-scoped",
  description: "Lambda permissions name the principal and, for a service, the source.",
  why: "A permission without a source lets every account invoke the function through the service that it names.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["Lambda.1"],
    checkov: ["CKV_AWS_301", "CKV_AWS_364"],
    pulumi: ["aws-lambda-permission-configure-source-arn"],
  },
  remediationSteps:
    "Name the principal, or the organization in principalOrgId; for a service set sourceArn, and for s3.amazonaws.com also sourceAccount.",
  resource: {
    types: [...types.permission, ...types.layerPermission],
    check: (permission, context) => {
      context.whenKnown(permission, "principal", (principal) => {
        if (typeof principal !== "string") return;
        for (const problem of problemsOf(principal, permission)) context.violation(permission, problem);
      });
    },
  },
});

function problemsOf(principal: string, permission: ResourceView): string[] {
  if (hasWildcard(principal)) {
    const isScoped =
      names(permission, "organizationId", isOrganization) || names(permission, "principalOrgId", isOrganization);
    return isScoped ? [] : [`allows any principal ("${principal}")`];
  }
  if (!principal.endsWith(".amazonaws.com") && !principal.endsWith(".amazonaws.com.cn")) return [];
  const problems: string[] = [];
  const scoping = ["sourceArn", "principalOrgId", "eventSourceToken"];
  if (!scoping.some((input) => permission.isSet(input)))
    problems.push(`allows ${principal} to invoke for any account (no sourceArn)`);
  const sourceArn = permission.text("sourceArn");
  if (sourceArn !== undefined && sourceArn !== "" && !identifiesSource(sourceArn))
    problems.push(`has a sourceArn that identifies no source ("${sourceArn}")`);
  const sourceAccount = permission.text("sourceAccount");
  if (sourceAccount !== undefined && sourceAccount !== "" && !isAccount(sourceAccount))
    problems.push(`has a sourceAccount that is no account ("${sourceAccount}")`);
  if (principal.startsWith("s3.") && !permission.isSet("sourceAccount"))
    problems.push(
      "has no sourceAccount: a bucket ARN has no account, and another account can reuse the name of a deleted bucket",
    );
  return problems;
}

/** True where an input has a value of a form, or an unknown one. */
function names(permission: ResourceView, input: string, isForm: (value: string) => boolean): boolean {
  const text = permission.text(input);
  return text === undefined ? permission.isPending(input) : isForm(text);
}
