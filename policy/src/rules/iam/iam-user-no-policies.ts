import { defineRule } from "../../core/define-rule";
import { itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";

const always = [...types.userPolicy, ...types.userPolicyAttachment];
/** Resources that may leave users alone. */
const lists: readonly { readonly types: readonly string[]; readonly path: string }[] = [
  { types: types.userPolicyAttachmentsExclusive, path: "policyArns" },
  { types: types.policyAttachment, path: "users" },
];

export const iamUserNoPolicies = defineRule({
  name: "iam-user-no-policies",
  description: "IAM users have no policies of their own.",
  why: "Permissions of single users are forgotten when their task changes; a group, or better a role, has those of a task.",
  level: "mandatory",
  severity: "low",
  controls: {
    securityHub: ["IAM.2"],
    cis: ["1.14"],
    checkov: ["CKV_AWS_40"],
    pulumi: [
      "aws-iam-policy-attachment-only-attachment-through-groups",
      "aws-iam-user-policy-attachment-only-attachment-through-groups",
    ],
  },
  remediationSteps: "Attach the policy to a group or to a role that the user assumes.",
  resource: {
    types: [...always, ...lists.flatMap((location) => location.types)],
    check: (policy, context) => {
      const list = lists.find((location) => location.types.includes(policy.type));
      if (list === undefined || itemsOf(policy.get(list.path)).length > 0)
        context.violation(policy, "gives a user permissions of its own");
    },
  },
});
