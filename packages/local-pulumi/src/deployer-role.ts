import type { Cloud } from "@image-pipeline/local-aws";

/** A role as which a stack is deployed. */
export interface DeployerRole {
  readonly name: string;
  /**
   * Its customer managed policies: JSON text by name, at most ten of at most 6,144 characters, white space not counted
   * (IAM User Guide, "IAM and AWS STS quotas").
   */
  readonly policies: Readonly<Record<string, string>>;
}

/**
 * Makes a role that the account's root user assumes, with its managed policies; a role and policies of an earlier run
 * become as they are stated here.
 *
 * @throws AwsError `LimitExceeded`, `MalformedPolicyDocument`, `ValidationError`
 */
export function setUpDeployerRole({ accountId, services: { iam } }: Cloud, { name, policies }: DeployerRole): void {
  const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "sts:AssumeRole" };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  if (!iam.roles.has(name)) iam.createRole({ name, assumeRolePolicy });
  const earlier = iam.role(name).attachedPolicies;
  const attachedPolicies = Object.entries(policies).map(([policy, document]) => {
    const known = iam.managedPolicies.all().find((each) => each.name === policy);
    return (
      known ? iam.managedPolicies.update(known.arn, document) : iam.managedPolicies.create({ name: policy, document })
    ).arn;
  });
  iam.updateRole(name, { assumeRolePolicy, policies: {}, attachedPolicies });
  for (const arn of earlier.filter((each) => !attachedPolicies.includes(each))) iam.managedPolicies.delete(arn);
}
