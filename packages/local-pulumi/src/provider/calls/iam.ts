import { on, tagged, textOf, when, type ApiCall, type CallsByType, type CallSubject } from "./api-call";

const roleArn = ({ accountId, inputs, id }: CallSubject): string => {
  const path = textOf(inputs, "path");
  return `arn:aws:iam::${accountId}:role${path === "" ? "/" : path}${id === "" ? textOf(inputs, "name") : id}`;
};

const roleOf = ({ accountId, inputs, id }: CallSubject): string => {
  const role = textOf(inputs, "role");
  return `arn:aws:iam::${accountId}:role/${role === "" ? (id.split(/[:/]/)[0] ?? "") : role}`;
};

/** Requests with a permissions boundary in them: conditions may look at it. */
function bounded({ inputs }: CallSubject, calls: readonly ApiCall[]): readonly ApiCall[] {
  const boundary = textOf(inputs, "permissionsBoundary");
  if (boundary === "") return calls;
  return calls.map((call) => ({ ...call, context: { ...call.context, "iam:permissionsboundary": boundary } }));
}

/**
 * Source: `iam/role.go` (0040ea69, of version 4) and `role_policy.go` (02f97af8, of version 5) of the Terraform
 * provider; `role_policy_attachment.go`. Reading a role reads each policy within it.
 */
export const iamCalls: CallsByType = {
  "aws:iam/role:Role": {
    create: (role) => tagged(bounded(role, on(roleArn(role), "iam:CreateRole", "iam:TagRole")), role.tags),
    read: (role) =>
      on(
        roleArn(role),
        ...["iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"],
      ),
    update: (role) => [
      ...when(role.changed("assumeRolePolicy"), on(roleArn(role), "iam:UpdateAssumeRolePolicy")),
      ...when(role.changed("description"), on(roleArn(role), "iam:UpdateRoleDescription")),
      ...when(role.changed("maxSessionDuration"), on(roleArn(role), "iam:UpdateRole")),
      ...when(
        role.changed("permissionsBoundary"),
        textOf(role.inputs, "permissionsBoundary") === ""
          ? on(roleArn(role), "iam:DeleteRolePermissionsBoundary")
          : bounded(role, on(roleArn(role), "iam:PutRolePermissionsBoundary")),
      ),
      ...when(role.changed("tags"), [
        ...tagged(on(roleArn(role), "iam:TagRole"), role.tags),
        ...on(roleArn(role), "iam:UntagRole"),
      ]),
    ],
    delete: (role) => on(roleArn(role), "iam:ListInstanceProfilesForRole", "iam:DeleteRole"),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    create: (policy) => on(roleOf(policy), "iam:PutRolePolicy"),
    read: (policy) => on(roleOf(policy), "iam:GetRolePolicy"),
    update: (policy) => on(roleOf(policy), "iam:PutRolePolicy"),
    delete: (policy) => on(roleOf(policy), "iam:DeleteRolePolicy"),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    create: (attached) => on(roleOf(attached), "iam:AttachRolePolicy"),
    read: (attached) => on(roleOf(attached), "iam:ListAttachedRolePolicies"),
    delete: (attached) => on(roleOf(attached), "iam:DetachRolePolicy"),
  },
};
