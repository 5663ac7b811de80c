import { AwsError } from "../http/aws-error";
import type { Iam } from "../iam/iam";
import type { Role } from "../iam/role";

/**
 * What Lambda has to be allowed as a function's role to connect it to a VPC ("Giving Lambda functions access to
 * resources in an Amazon VPC" in the developer guide, "Required IAM permissions").
 */
const actions = [
  "CreateNetworkInterface",
  "DescribeNetworkInterfaces",
  "DescribeSubnets",
  "DeleteNetworkInterface",
  "AssignPrivateIpAddresses",
  "UnassignPrivateIpAddresses",
];

/** Checks that a role lets Lambda connect a function to a VPC. @throws AwsError `InvalidParameterValueException`. */
export function checkNetworkAccess(iam: Iam, role: Role, functionName: string): void {
  const caller = iam.asRole(role, functionName);
  const { region, accountId } = iam;
  for (const action of actions) {
    const resource = action.startsWith("Describe") ? "*" : `arn:aws:ec2:${region}:${accountId}:network-interface/*`;
    if (!iam.allows(caller, { action: `ec2:${action}`, resource })) {
      const message = `The provided execution role does not have permissions to call ${action} on EC2`;
      throw new AwsError("InvalidParameterValueException", message);
    }
  }
}
