import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { StateMachineSpec } from "./types";

const PRINCIPAL = "states.amazonaws.com";

/** What the role of a machine that logs must be allowed: the log is set up in its name ("Logging using CloudWatch Logs"). */
const logDeliveryActions = [
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
];

/** What {@link checkRole} asks. */
export interface RoleCheckDeps {
  readonly iam: Iam;
  readonly logs: Logs;
}

/**
 * Refuses a machine whose role Step Functions cannot take on, or that logs where it cannot or may not.
 *
 * @throws AwsError `AccessDeniedException`, `InvalidLoggingConfiguration`.
 */
export function checkRole({ iam, logs }: RoleCheckDeps, spec: StateMachineSpec, stateMachineArn: string): void {
  const role = iam.roleByArn(spec.roleArn);
  if (role === undefined || !iam.mayAssume(role, PRINCIPAL, stateMachineArn)) {
    const why = `Neither the global service principal ${PRINCIPAL}, nor the regional one is authorized to assume the provided role.`;
    throw new AwsError("AccessDeniedException", why);
  }
  const { level, logGroup } = spec.logging;
  if (level === "OFF") return;
  if (logGroup === undefined || !logs.has(logGroup)) {
    const why = `Invalid Logging Configuration: no log group "${logGroup ?? ""}"`;
    throw new AwsError("InvalidLoggingConfiguration", why);
  }
  const caller = iam.asRole(role, "states");
  const missing = logDeliveryActions.filter((action) => !iam.allows(caller, { action, resource: "*" }));
  if (missing.length > 0) {
    const why = `The state machine IAM Role is not authorized to access the Log Destination: ${missing.join(", ")}`;
    throw new AwsError("AccessDeniedException", why);
  }
}
