import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const iamNoAccessKeys = defineRule({
  name: "iam-no-access-keys",
  description: "Programs create no access keys of IAM users.",
  why: "An access key has no end, and its secret is in the state of the stack; roles have credentials that expire.",
  level: "mandatory",
  severity: "medium",
  controls: {},
  remediationSteps:
    "Use a role: of the service, through an identity provider (OIDC), or IAM Roles Anywhere. Where a key has to be, accept it with an exception and its last day.",
  resource: {
    types: types.accessKey,
    check: (key, context) => context.violation(key, "is a credential without an end"),
  },
});
