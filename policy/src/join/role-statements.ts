import { types } from "../core/resource-types";
import type { RuleContext } from "../core/rule-context";
import type { StackResource, StackView } from "../core/stack-view";
import { statementsOf } from "../iam/policy-documents";
import type { Statement } from "../iam/statement";
import { siblingsOf } from "./siblings";

const roleKeys = ["name", "id", "arn"] as const;

/**
 * The statements of a role: of its inline policies, its RolePolicy resources, and the policies of this stack that are
 * attached to it.
 */
export function statementsOfRole<C extends object>(
  stack: StackView,
  role: StackResource,
  context: RuleContext<C, StackResource>,
): Statement[] {
  const attachments = siblingsOf(stack, role, { types: types.rolePolicyAttachment, by: "role", owner: roleKeys });
  const attached = stack
    .ofType(...types.policy)
    .filter((policy) =>
      siblingsOf(stack, policy, { types: types.rolePolicyAttachment, by: "policyArn", owner: ["arn", "id"] }).some(
        (attachment) => attachments.includes(attachment),
      ),
    );
  const own = siblingsOf(stack, role, { types: types.rolePolicy, by: "role", owner: roleKeys });
  return [role, ...own, ...attached].flatMap((holder) => statementsOf(holder, context, "identity"));
}
