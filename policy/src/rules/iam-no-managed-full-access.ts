import { defineRule } from "../core/define-rule";
import { itemsOf, type ResourceView } from "../core/resource-view";
import type { Plain } from "../core/snapshot";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";
import { matchesWildcard } from "../core/wildcard";

interface Settings {
  readonly allowedPolicies: readonly string[];
}

const places: readonly { readonly types: readonly string[]; readonly path: string }[] = [
  { types: types.role, path: "managedPolicyArns" },
  { types: types.rolePolicyAttachment, path: "policyArn" },
  { types: types.groupPolicyAttachment, path: "policyArn" },
  { types: types.userPolicyAttachment, path: "policyArn" },
  { types: types.policyAttachment, path: "policyArn" },
  { types: types.rolePolicyAttachmentsExclusive, path: "policyArns" },
  { types: types.groupPolicyAttachmentsExclusive, path: "policyArns" },
  { types: types.userPolicyAttachmentsExclusive, path: "policyArns" },
];

/** Owned by AWS, which widens them without asking. */
const awsManaged = /^arn:[^:]+:iam::aws:policy\/(.+)$/;
/** So wide that no list makes them right. */
const neverAllowed = /(FullAccess|Administrator|PowerUser)/;

/** Permissions are the project's own, written down in it. */
export const iamNoManagedFullAccess = defineRule<Settings>({
  name: "iam-no-managed-full-access",
  description: "No AWS-managed policies are attached.",
  level: "mandatory",
  severity: "high",
  controls: { cdkNag: ["AwsSolutions-IAM4"], checkov: ["CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"] },
  remediationSteps: "Write a policy of your own with the actions and resources that are needed.",
  settings: {
    allowedPolicies: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Names of AWS-managed policies that are accepted, such as service-role/AWSLambdaBasicExecutionRole. FullAccess and Administrator never are.",
    },
  },
  resource: {
    types: places.flatMap((place) => place.types),
    check: (resource, inquiry) => {
      for (const arn of attachedArns(resource)) {
        if (isUnknown(arn)) inquiry.pending(resource, arn.path);
        const name = typeof arn === "string" ? awsManaged.exec(arn)?.[1] : undefined;
        if (name === undefined) continue;
        const accepted =
          inquiry.settings.allowedPolicies.some((one) => matchesWildcard(one, name)) && !neverAllowed.test(name);
        if (!accepted) inquiry.violation(resource, `attaches the AWS-managed policy ${name}`);
      }
    },
  },
});

function attachedArns(resource: ResourceView): Plain[] {
  return places
    .filter((place) => place.types.includes(resource.type))
    .flatMap(({ path }) => itemsOf(resource.get(path)));
}
