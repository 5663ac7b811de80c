import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const apiCacheEncrypted = defineRule({
  name: "api-cache-encrypted",
  description: "Cached responses of REST APIs are encrypted.",
  why: "The cache of a stage keeps the responses of all callers.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["APIGateway.5"], checkov: ["CKV_AWS_308"] },
  remediationSteps: "Set settings.cacheDataEncrypted to true wherever settings.cachingEnabled is.",
  resource: {
    types: types.methodSettings,
    check: (methods, context) =>
      context.whenKnown(methods, "settings.cachingEnabled", (cached) => {
        if (cached !== true) return;
        context.whenKnown(methods, "settings.cacheDataEncrypted", (encrypted) => {
          if (encrypted !== true) context.violation(methods, "does not encrypt cached responses");
        });
      }),
  },
  remediate: {
    types: types.methodSettings,
    does: "sets settings.cacheDataEncrypted where settings.cachingEnabled is set",
    apply: (props) => {
      const settings = props["settings"] as Record<string, unknown> | undefined;
      if (settings?.["cachingEnabled"] === true) settings["cacheDataEncrypted"] = true;
    },
  },
});
