import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, type Plain } from "../../core/plain-value";
import { types } from "../../core/resource-types";
import type { RuleContext } from "../../core/rule-context";
import type { StackResource } from "../../core/stack-view";
import { matchesWildcard } from "../../core/wildcard";
import { siblingsOf } from "../../join/siblings";

interface Settings {
  readonly allowedPolicies: readonly string[];
}

/** Where policies are attached; those of single attachments to roles are looked at together, by role. */
const attachmentLocations: readonly { readonly types: readonly string[]; readonly path: string }[] = [
  { types: types.role, path: "managedPolicyArns" },
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
      const arns = attachmentLocations
        .filter((location) => location.types.includes(resource.type))
        .flatMap(({ path }) => itemsOf(resource.get(path)));
      for (const arn of arns) {
        if (isUnknown(arn)) context.pending(resource, arn.path);
        const name = managedName(arn, context.settings);
        if (name !== undefined) context.violation(resource, `attaches the AWS managed policy ${name}`);
      }
    },
  },
  // A CallbackFunction without a role of its own attaches nine: they are one finding about the role.
  stack: (stack, context) => {
    const attachments = stack.ofType(...types.rolePolicyAttachment);
    const grouped = new Set<StackResource>();
    for (const role of stack.ofType(...types.role)) {
      const own = siblingsOf(stack, role, { types: types.rolePolicyAttachment, by: "role", owner: roleKeys });
      for (const each of own) grouped.add(each);
      reportAttached(role, own, context);
    }
    for (const each of attachments) if (!grouped.has(each)) reportAttached(each, [each], context);
  },
});

const roleKeys = ["name", "id", "arn"] as const;

/** Reports the managed policies of attachments in one finding about `owner`; an exception may name either. */
function reportAttached(
  owner: StackResource,
  attachments: readonly StackResource[],
  context: RuleContext<Settings, StackResource>,
): void {
  const attached = attachments.flatMap((attachment) => {
    const arn = attachment.get("policyArn");
    if (isUnknown(arn)) context.pending(attachment, arn.path);
    const name = managedName(arn, context.settings);
    return name === undefined ? [] : [{ resource: attachment, part: name }];
  });
  context.violationOfGroup(
    owner,
    attached,
    (names) => `attaches the AWS managed ${names.length > 1 ? "policies" : "policy"} ${names.join(", ")}`,
  );
}

/** The name of an AWS managed policy that is not accepted. */
function managedName(arn: Plain, { allowedPolicies }: Settings): string | undefined {
  const name = typeof arn === "string" ? awsManaged.exec(arn)?.[1] : undefined;
  if (name === undefined) return undefined;
  return allowedPolicies.some((one) => matchesWildcard(one, name)) && !neverAllowed.test(name) ? undefined : name;
}
