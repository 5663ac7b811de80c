import { defineRule } from "../core/define-rule";
import { itemsOf, valueAt } from "../core/resource-view";
import type { StackResource, StackView } from "../core/stack-view";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";
import { siblingsOf } from "../join/siblings";

const roleKeys = ["name", "id", "arn"] as const;

/** Two ways to say what a role has undo each other at every other deployment. */
export const iamOneManagementStyle = defineRule({
  name: "iam-one-management-style",
  description: "A role's policies are all inside the role or all resources of their own.",
  level: "advisory",
  severity: "low",
  controls: { others: ["AWSGuard"] },
  remediationSteps:
    "Use RolePolicy and RolePolicyAttachment alone, or inlinePolicies and managedPolicyArns of the role alone.",
  stack: (stack, inquiry) => {
    for (const role of stack.ofType(...types.role)) {
      for (const clash of [inlineClash(stack, role), managedClash(stack, role)]) {
        if (clash !== undefined) inquiry.violation(role, clash);
      }
    }
  },
});

/** A role's outputs also list what others put on it: only what it has besides that was stated in it. */
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
  return "has inlinePolicies and a RolePolicy at once";
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
  return "has managedPolicyArns and an attachment at once";
}
