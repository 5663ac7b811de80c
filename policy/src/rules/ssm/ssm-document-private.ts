import { defineRule } from "../../core/define-rule";
import { itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";

const SETTING = "/ssm/documents/console/public-sharing-permission";

export const ssmDocumentPrivate = defineRule({
  name: "ssm-document-private",
  description: "Systems Manager documents are not public.",
  why: "A document shows to everybody how the account is operated.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["SSM.4"],
    partly: { "SSM.7": "only where the program declares the account's setting" },
  },
  remediationSteps: `Name accounts in permissions.accountIds, and set ${SETTING} to "Disable".`,
  resource: {
    types: [...types.document, ...types.serviceSetting],
    check: (resource, context) => {
      context.whenKnown(resource, "permissions.accountIds", (accounts) => {
        // The provider takes a list as text, too.
        const isPublic = itemsOf(accounts).some((one) => typeof one === "string" && /(^|,)\s*all\s*(,|$)/i.test(one));
        if (isPublic) context.violation(resource, "is shared with all accounts");
      });
      const setting = resource.text("settingId");
      if (setting?.endsWith(SETTING) !== true) return;
      context.whenKnown(resource, "settingValue", (value) => {
        if (value !== "Disable") context.violation(resource, "lets documents be shared with all accounts");
      });
    },
  },
});
