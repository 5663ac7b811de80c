/**
 * Actions with which a principal can extend its own permissions: policies, trust, group membership, credentials of
 * others, passing a role to a service.
 */
export const escalatingActions = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "sts:AssumeRole",
] as const;

/** Escalating actions that are acceptable when scoped to specific roles. */
export const acceptableWhenScoped: readonly string[] = ["iam:PassRole", "sts:AssumeRole"];

/** Actions that decrypt data under a KMS key, or re-encrypt it under another key. */
export const decryptActions = ["kms:Decrypt", "kms:ReEncryptFrom"] as const;
