import type { Need, NeedsByType, Scope } from "../types";

const owners = { "aws:iam/role:Role": "name" };
const arns: Scope["arns"] = ({ partition, account }, name) => [`arn:${partition}:iam::${account}:role/${name}`];

const roles: Scope = { sid: "Roles", owners, arns };

/** Permission to pass the stack's roles to one service only. */
export function passRole(service: string): Need {
  const word = service.split(".")[0] ?? service;
  const scope: Scope = {
    sid: `PassRolesTo${word.charAt(0).toUpperCase()}${word.slice(1)}`,
    owners,
    arns,
    condition: { StringEquals: { "iam:PassedToService": service } },
  };
  return { scope, actions: { create: ["iam:PassRole"], update: ["iam:PassRole"] } };
}

export const iamNeeds: NeedsByType = {
  "aws:iam/role:Role": [
    {
      scope: roles,
      actions: {
        create: ["iam:CreateRole", "iam:TagRole"],
        read: ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
        update: [
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ],
        delete: ["iam:DeleteRole", "iam:ListInstanceProfilesForRole"],
      },
    },
    {
      scope: roles,
      when: ({ permissionsBoundary }) => permissionsBoundary !== undefined,
      actions: { update: ["iam:PutRolePermissionsBoundary"] },
    },
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    {
      scope: roles,
      actions: {
        create: ["iam:PutRolePolicy"],
        read: ["iam:GetRolePolicy"],
        update: ["iam:PutRolePolicy"],
        delete: ["iam:DeleteRolePolicy"],
      },
    },
  ],
};
