import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import type { Logs } from "../logs/logs";
import type { StateMachineSpec } from "./types";

const PRINCIPAL = "states.amazonaws.com";

/** Actions that the role of a machine with logging needs ("Logging using CloudWatch Logs" in the developer guide). */
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

/** Dependencies of {@link checkRole}. */
interface RoleCheckDeps {
  readonly iam: Iam;
  readonly logs: Logs;
}

/**
 * Checks that Step Functions can assume a machine's role, and that the role may deliver logs to an existing group.
 *
 * @throws AwsError `AccessDeniedException`, `InvalidLoggingConfiguration`.
 */
export function checkRole({ iam, logs }: RoleCheckDeps, spec: StateMachineSpec, stateMachineArn: string): void {
  const role = iam.roleByArn(spec.roleArn);
  if (role === undefined || !iam.mayAssume(role, PRINCIPAL, stateMachineArn)) {
    const message = `Neither the global service principal ${PRINCIPAL}, nor the regional one is authorized to assume the provided role.`;
    throw new AwsError("AccessDeniedException", message);
  }
  const { level, logGroup } = spec.logging;
  if (level === "OFF") return;
  if (logGroup === undefined || !logs.has(logGroup)) {
    const message = `Invalid Logging Configuration: no log group "${logGroup ?? ""}"`;
    throw new AwsError("InvalidLoggingConfiguration", message);
  }
  const caller = iam.asRole(role, "states");
  const missing = logDeliveryActions.filter((action) => !iam.allows(caller, { action, resource: "*" }));
  if (missing.length > 0) {
    const message = `The state machine IAM Role is not authorized to access the Log Destination: ${missing.join(", ")}`;
    throw new AwsError("AccessDeniedException", message);
  }
}
