import { AwsError } from "../http/aws-error";
import type { Role } from "./role";

// Source of all: IAM User Guide, "IAM and AWS STS quotas". White space does not count.

/** Characters of a role's trust policy: the quota of a new account. */
const MAX_TRUST_POLICY = 2048;

/** Characters of a role's inline policies together. */
const MAX_INLINE_POLICIES = 10_240;

/** Characters of a managed policy. */
const MAX_MANAGED_POLICY = 6144;

/** Managed policies of a role: the quota of a new account. */
const MAX_ATTACHED_POLICIES = 10;

const charactersOf = (policy: string): number => policy.replace(/\s/g, "").length;

/** @throws AwsError `LimitExceeded`. */
export function checkRoleQuotas({ name, assumeRolePolicy, policies, attachedPolicies }: Role): void {
  if (charactersOf(assumeRolePolicy) > MAX_TRUST_POLICY) {
    throw new AwsError("LimitExceeded", `Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_POLICY}`, 409);
  }
  if (charactersOf(Object.values(policies).join("")) > MAX_INLINE_POLICIES) {
    const message = `Maximum policy size of ${MAX_INLINE_POLICIES} bytes exceeded for role ${name}`;
    throw new AwsError("LimitExceeded", message, 409);
  }
  if (attachedPolicies.length > MAX_ATTACHED_POLICIES) {
    throw new AwsError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED_POLICIES}`, 409);
  }
}

/** @throws AwsError `LimitExceeded`. */
export function checkManagedPolicySize(document: string): void {
  if (charactersOf(document) > MAX_MANAGED_POLICY) {
    throw new AwsError("LimitExceeded", `Cannot exceed quota for PolicySize: ${MAX_MANAGED_POLICY}`, 409);
  }
}
