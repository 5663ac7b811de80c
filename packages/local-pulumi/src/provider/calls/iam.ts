import { on, tagged, textOf, when, type CallsByType, type CallSubject } from "./api-call";

const roleArn = ({ accountId, inputs, id }: CallSubject): string => {
  const path = textOf(inputs, "path");
  return `arn:aws:iam::${accountId}:role${path === "" ? "/" : path}${id === "" ? textOf(inputs, "name") : id}`;
};

const roleOf = ({ accountId, inputs, id }: CallSubject): string => {
  const role = textOf(inputs, "role");
  return `arn:aws:iam::${accountId}:role/${role === "" ? (id.split(/[:/]/)[0] ?? "") : role}`;
};

/** Source: `role.go`, `role_policy.go` and `role_policy_attachment.go` of the Terraform provider. */
export const iamCalls: CallsByType = {
  "aws:iam/role:Role": {
    create: (role) => tagged(on(roleArn(role), "iam:CreateRole", "iam:TagRole"), role.tags),
    read: (role) => on(roleArn(role), "iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"),
    update: (role) => [
      ...when(role.changed("assumeRolePolicy"), on(roleArn(role), "iam:UpdateAssumeRolePolicy")),
      ...when(role.changed("description"), on(roleArn(role), "iam:UpdateRoleDescription")),
      ...when(role.changed("maxSessionDuration"), on(roleArn(role), "iam:UpdateRole")),
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
