import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import type { StackResource, StackView } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

const roleKeys = ["name", "id", "arn"] as const;

export const iamOneManagementStyle = defineRule({
  name: "iam-one-management-style",
  description: "A role's policies are either all inputs of the role or all separate resources.",
  why: "A role's inline inputs and separate policy resources overwrite each other at every other deployment.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps:
    "Use only RolePolicy and RolePolicyAttachment, or only inlinePolicies and managedPolicyArns of the role.",
  stack: (stack, context) => {
    for (const role of stack.ofType(...types.role)) {
      for (const clash of [inlineClash(stack, role), managedClash(stack, role)]) {
        if (clash !== undefined) context.violation(role, clash);
      }
    }
  },
});

/** A role's outputs also list the policies of separate resources: only the others are inputs of the role. */
function inlineClash(stack: StackView, role: StackResource): string | undefined {
  const policies = siblingsOf(stack, role, {
    types: [...types.rolePolicy, ...types.rolePoliciesExclusive],
    by: "role",
    owner: roleKeys,
  });
  const legacy = siblingsOf(stack, role, { types: types.rolePoliciesExclusive, by: "roleName", owner: roleKeys });
  const names = policies.map((policy) => policy.text("name"));
  const inline = itemsOf(role.get("inlinePolicies")).filter((item) => !isUnknown(item));
  const own = inline.filter((item) => {
    const name = valueAt(item, "name");
    return typeof name !== "string" || !names.includes(name);
  });
  if (own.length === 0 || (policies.length === 0 && legacy.length === 0)) return undefined;
  return "has both inlinePolicies and a RolePolicy";
}

function managedClash(stack: StackView, role: StackResource): string | undefined {
  const attachments = siblingsOf(stack, role, { types: types.rolePolicyAttachment, by: "role", owner: roleKeys });
  const exclusive = siblingsOf(stack, role, {
    types: types.rolePolicyAttachmentsExclusive,
    by: "roleName",
    owner: roleKeys,
  });
  const attached = [
    ...attachments.map((attachment) => attachment.get("policyArn")),
    ...exclusive.flatMap((each) => itemsOf(each.get("policyArns"))),
  ];
  const own = itemsOf(role.get("managedPolicyArns")).filter(
    (arn) => typeof arn === "string" && !attached.includes(arn),
  );
  if (own.length === 0 || attachments.length + exclusive.length === 0) return undefined;
  return "has both managedPolicyArns and a policy attachment";
}
