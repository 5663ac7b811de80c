import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { hasWildcard } from "../../core/wildcard";
import { identifiesSource } from "../../iam/principals";

export const lambdaPermissionScoped = defineRule({
  name: "lambda-permission-scoped",
  description: "Lambda permissions name the principal and, for a service, the source.",
  why: "A permission without a source lets every account invoke the function through the service that it names.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["Lambda.1"],
    checkov: ["CKV_AWS_301", "CKV_AWS_364"],
    others: ["Pulumi compliance policies"],
  },
  remediationSteps: "Name the principal; for a service set sourceArn, and for s3.amazonaws.com also sourceAccount.",
  resource: {
    types: [...types.permission, ...types.layerPermission],
    check: (permission, context) => {
      context.whenKnown(permission, "principal", (principal) => {
        if (typeof principal !== "string") return;
        if (hasWildcard(principal)) {
          if (!permission.isSet("organizationId"))
            context.violation(permission, `allows any principal ("${principal}")`);
          return;
        }
        if (!principal.endsWith(".amazonaws.com") && !principal.endsWith(".amazonaws.com.cn")) return;
        const scoped = ["sourceArn", "principalOrgId", "eventSourceToken"].some((input) => permission.isSet(input));
        if (!scoped) context.violation(permission, `allows ${principal} to invoke for any account (no sourceArn)`);
        const sourceArn = permission.text("sourceArn");
        if (sourceArn !== undefined && !identifiesSource(sourceArn))
          context.violation(permission, `has a sourceArn that identifies no source ("${sourceArn}")`);
        if (principal.startsWith("s3.") && !permission.isSet("sourceAccount")) {
          context.violation(
            permission,
            "has no sourceAccount: a bucket ARN has no account, and another account can reuse the name of a deleted bucket",
          );
        }
      });
    },
  },
});
