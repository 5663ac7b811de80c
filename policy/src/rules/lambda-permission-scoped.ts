import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { hasWildcard } from "../core/wildcard";
import { namesArn } from "../iam/principals";

/** Only the one source that is meant invokes a function: not everybody, and not a service on anybody's behalf. */
export const lambdaPermissionScoped = defineRule({
  name: "lambda-permission-scoped",
  description: "Lambda permissions name who may invoke, and for a service on behalf of what.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["Lambda.1"],
    checkov: ["CKV_AWS_301", "CKV_AWS_364"],
    others: ["Pulumi compliance policies"],
  },
  remediationSteps: "Name the principal, and for a service the sourceArn; for s3.amazonaws.com also the sourceAccount.",
  resource: {
    types: [...types.permission, ...types.layerPermission],
    check: (permission, inquiry) => {
      inquiry.whenKnown(permission, "principal", (principal) => {
        if (typeof principal !== "string") return;
        if (hasWildcard(principal)) {
          if (!permission.states("organizationId"))
            inquiry.violation(permission, `lets everybody in (principal "${principal}")`);
          return;
        }
        if (!principal.endsWith(".amazonaws.com") && !principal.endsWith(".amazonaws.com.cn")) return;
        const scoped = ["sourceArn", "principalOrgId", "eventSourceToken"].some((input) => permission.states(input));
        if (!scoped) inquiry.violation(permission, `lets ${principal} invoke on anybody's behalf (no sourceArn)`);
        const sourceArn = permission.text("sourceArn");
        if (sourceArn !== undefined && !namesArn(sourceArn))
          inquiry.violation(permission, `has a sourceArn that names nobody ("${sourceArn}")`);
        if (principal.startsWith("s3.") && !permission.states("sourceAccount")) {
          inquiry.violation(
            permission,
            "has no sourceAccount: a bucket's ARN names none, and a deleted bucket's name can be taken by others",
          );
        }
      });
    },
  },
});
