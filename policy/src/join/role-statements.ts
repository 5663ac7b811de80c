import type { Inquiry } from "../core/inquiry";
import type { StackResource, StackView } from "../core/stack-view";
import { types } from "../core/tokens";
import type { Statement } from "../iam/statement";
import { statementsOf } from "../iam/statements-of";
import { siblingsOf } from "./siblings";

const roleKeys = ["name", "id", "arn"] as const;

/** What a role may do: its inline policies, the policies put on it, and those of this stack that are attached to it. */
export function statementsOfRole<C extends object>(
  stack: StackView,
  role: StackResource,
  inquiry: Inquiry<C, StackResource>,
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
  return [role, ...own, ...attached].flatMap((holder) => statementsOf(holder, inquiry, "identity"));
}
