import type { Plain } from "../../core/plain-value";
import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cognitoThreatProtection = defineRule({
  name: "cognito-threat-protection",
  description: "Cognito user pools enforce threat protection.",
  why: "Threat protection blocks sign-in with compromised passwords and from suspicious devices and addresses. It needs the feature plan Plus.",
  level: "advisory",
  severity: "medium",
  controls: {
    securityHub: ["Cognito.1"],
    prowler: ["cognito_user_pool_advanced_security_enabled"],
    partly: { "Cognito.4": "user pools without triggers for custom authentication" },
  },
  remediationSteps:
    'Set userPoolAddOns.advancedSecurityMode to "ENFORCED" and, with triggers for custom authentication, userPoolAddOns.advancedSecurityAdditionalFlows.customAuthMode, too.',
  resource: {
    types: types.userPool,
    check: (pool, context) => {
      const enforced = (path: string, of: string) =>
        context.whenKnown(pool, path, (mode: Plain) => {
          if (mode !== "ENFORCED") context.violation(pool, `does not enforce threat protection of ${of}`);
        });
      enforced("userPoolAddOns.advancedSecurityMode", "its sign-in");
      if (pool.isSet("lambdaConfig.defineAuthChallenge"))
        enforced("userPoolAddOns.advancedSecurityAdditionalFlows.customAuthMode", "custom authentication");
    },
  },
});
