import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

const flags = [
  ["atRestEncryptionEnabled", "is not encrypted at rest"],
  ["transitEncryptionEnabled", "is not encrypted in transit"],
] as const;

export const appsyncCacheEncrypted = defineRule({
  name: "appsync-cache-encrypted",
  description: "AppSync API caches are encrypted at rest and in transit.",
  why: "A cache keeps responses of all callers; its encryption cannot be switched on later.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["AppSync.1", "AppSync.6"], checkov: ["CKV_AWS_214", "CKV_AWS_215"] },
  remediationSteps: "Set atRestEncryptionEnabled and transitEncryptionEnabled to true.",
  resource: {
    types: types.graphqlCache,
    check: (cache, context) => {
      for (const [flag, problem] of flags) {
        context.whenKnown(cache, flag, (enabled) => {
          if (enabled !== true) context.violation(cache, problem);
        });
      }
    },
  },
});
