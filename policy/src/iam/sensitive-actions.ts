import { actionsMatching } from "./service-reference";

/**
 * IAM actions with which a principal can extend its own permissions: policies, trust, group membership, credentials of
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
  "iam:CreateServiceSpecificCredential",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:ResetServiceSpecificCredential",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "iam:UpdateSAMLProvider",
  "sts:AssumeRole",
] as const;

/** Actions that a user may have for itself: `user/${aws:username}`. */
export const ownCredentialActions: readonly string[] = [
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
  "iam:UpdateLoginProfile",
];

/** Actions that decrypt data under a KMS key, or re-encrypt it under another key. */
export const decryptActions = ["kms:Decrypt", "kms:ReEncryptFrom"] as const;

/**
 * Permissions management that concerns single objects, or takes effect only with another action: replication needs
 * ObjectOwnerOverrideToBucketOwner, and a policy without an attachment grants nothing.
 */
const harmlessAlone = [
  "iam:CreatePolicy",
  "s3:BypassGovernanceRetention",
  "s3:ObjectOwnerOverrideToBucketOwner",
  "s3:PutObjectAcl",
  "s3:PutObjectVersionAcl",
  "s3-object-lambda:PutObjectAcl",
  "s3-object-lambda:PutObjectVersionAcl",
  "s3-outposts:PutObjectAcl",
];

/** Verbs of actions that give access, and what they give it by; the level also holds revoking, reading and logging. */
const givesAccess =
  /:(Add|Associate|Attach|Authorize|BatchGrant|Create|Disable|Enable|Grant|Modify|Put|Set|Update).*(Access|Acl|Attribute|Attributes|Boundary|Grant|Permission|Permissions|Polic|Share)/;

/**
 * The action, in AWS's spelling, where it gives others access to a resource: its level is permissions management.
 * Wildcards are left to `iam-no-service-wildcard`.
 */
export function permissionManagement(action: string): string | undefined {
  const [found, ...others] = actionsMatching(action);
  if (found === undefined || others.length > 0 || found.level !== "Permissions management") return undefined;
  return givesAccess.test(found.name) && !harmlessAlone.includes(found.name) ? found.name : undefined;
}

/**
 * Actions that have resource types while AWS's guides need them on `*`: the network interfaces of a function in a VPC
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html), log delivery by Step Functions and API Gateway
 * (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html); and those that only find something by its name,
 * or name a terminology at will.
 */
export const neededOnEverything: readonly string[] = [
  "cloudwatch:DescribeAlarms",
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:UnassignPrivateIpAddresses",
  "logs:PutResourcePolicy",
  "servicediscovery:DiscoverInstances",
  "translate:TranslateText",
];

/** Resource types that only refine what an action may be used with, and that a request need not name. */
export const optionalResourceTypes: readonly string[] = ["billing::$:billingview/$", "cloudwatch:$:$:dataset/$"];
