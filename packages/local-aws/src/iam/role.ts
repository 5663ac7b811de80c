import { AwsError } from "../http/aws-error";

/** A role with its trust policy and its other policies. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly uniqueId: string;
  readonly path: string;
  readonly createDate: string;
  assumeRolePolicy: string;
  description: string;
  maxSessionDurationSec: number;
  /** Inline policies: JSON text by name. */
  policies: Record<string, string>;
  /** ARNs of the managed policies that are attached. */
  attachedPolicies: readonly string[];
  /** ARN of the managed policy that bounds what the role may do; absent: none does. */
  permissionsBoundary?: string;
  tags: Record<string, string>;
}

/** What the creator of a role states: the rest has IAM's defaults. */
export type RoleSpec = Pick<Role, "name" | "assumeRolePolicy"> &
  Partial<Omit<Role, "name" | "arn" | "uniqueId" | "createDate" | "assumeRolePolicy">>;

/** A role as an earlier run has saved it: an earlier release had managed policies among the inline ones, by ARN. */
export function savedRole(role: Omit<Role, "attachedPolicies"> & Partial<Pick<Role, "attachedPolicies">>): Role {
  const isArn = (name: string) => name.startsWith("arn:");
  const policies = Object.entries(role.policies).filter(([name]) => !isArn(name));
  const attachedPolicies = role.attachedPolicies ?? Object.keys(role.policies).filter(isArn);
  return { ...role, policies: Object.fromEntries(policies), attachedPolicies };
}

/** Checks what AWS's model says of a role. @throws AwsError `ValidationError`. */
export function checkRole({ name, path, description, maxSessionDurationSec, policies }: Role): void {
  const problems = [
    ...(/^[\w+=,.@-]{1,64}$/.test(name) ? [] : ["'roleName': expected 1 to 64 letters, digits or _+=,.@-"]),
    ...(/^\/([!-~]+\/)?$/.test(path) && path.length <= 512 ? [] : ["'path': expected /, or text between slashes"]),
    ...(description.length <= 1000 ? [] : ["'description': expected 1000 characters at most"]),
    ...(maxSessionDurationSec >= 3600 && maxSessionDurationSec <= 43_200
      ? []
      : ["'maxSessionDuration': expected 3600 to 43200"]),
    ...Object.keys(policies)
      .filter((policy) => !/^[\w+=,.@-]{1,128}$/.test(policy))
      .map((policy) => `'policyName': expected 1 to 128 letters, digits or _+=,.@-, got "${policy}"`),
  ];
  const [problem] = problems;
  if (problem !== undefined) throw new AwsError("ValidationError", `Value at ${problem}`);
}
