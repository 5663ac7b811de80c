import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, type Plain } from "../../core/plain-value";
import type { ResourceView } from "../../core/resource-view";
import { types } from "../../core/resource-types";
import { matchesWildcard } from "../../core/wildcard";

interface Settings {
  readonly allowedPolicies: readonly string[];
}

const attachmentLocations: readonly { readonly types: readonly string[]; readonly path: string }[] = [
  { types: types.role, path: "managedPolicyArns" },
  { types: types.rolePolicyAttachment, path: "policyArn" },
  { types: types.groupPolicyAttachment, path: "policyArn" },
  { types: types.userPolicyAttachment, path: "policyArn" },
  { types: types.policyAttachment, path: "policyArn" },
  { types: types.rolePolicyAttachmentsExclusive, path: "policyArns" },
  { types: types.groupPolicyAttachmentsExclusive, path: "policyArns" },
  { types: types.userPolicyAttachmentsExclusive, path: "policyArns" },
];

/** Owned and changed by AWS. */
const awsManaged = /^arn:[^:]+:iam::aws:policy\/(.+)$/;
/** Never accepted, whatever the settings. */
const neverAllowed = /(FullAccess|Administrator|PowerUser)/;

export const iamNoManagedFullAccess = defineRule<Settings>({
  name: "iam-no-managed-full-access",
  description: "No AWS managed policies are attached.",
  why: "Permissions are part of the program. AWS changes its managed policies without notice, and most of them apply to all resources.",
  level: "mandatory",
  severity: "high",
  controls: { cdkNag: ["AwsSolutions-IAM4"], checkov: ["CKV_AWS_274", "CKV2_AWS_56"] },
  remediationSteps: "Write a policy with the required actions and resources.",
  settings: {
    allowedPolicies: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Names of accepted AWS managed policies, such as service-role/AWSLambdaBasicExecutionRole. FullAccess, Administrator and PowerUser policies are never accepted.",
    },
  },
  resource: {
    types: attachmentLocations.flatMap((location) => location.types),
    check: (resource, context) => {
      for (const arn of attachedArns(resource)) {
        if (isUnknown(arn)) context.pending(resource, arn.path);
        const name = typeof arn === "string" ? awsManaged.exec(arn)?.[1] : undefined;
        if (name === undefined) continue;
        const accepted =
          context.settings.allowedPolicies.some((one) => matchesWildcard(one, name)) && !neverAllowed.test(name);
        if (!accepted) context.violation(resource, `attaches the AWS managed policy ${name}`);
      }
    },
  },
});

function attachedArns(resource: ResourceView): Plain[] {
  return attachmentLocations
    .filter((location) => location.types.includes(resource.type))
    .flatMap(({ path }) => itemsOf(resource.get(path)));
}
