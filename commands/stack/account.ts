import type { Cloud } from "@image-pipeline/local-aws";

/** Role with which the account's API Gateway writes logs. */
const API_LOGS_ROLE = "account-api-gateway-logs";

/** The actions of AWS's managed policy AmazonAPIGatewayPushToCloudWatchLogs. */
const logActions = [
  ...["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams"],
  ...["logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents"],
];

/**
 * Sets an embedded account up as an account is before the first stack (docs/deploy.md): API Gateway has a role for its
 * logs.
 */
export function prepareAccount({ services: { iam, apiGateway } }: Cloud): void {
  if (apiGateway.logRoleArn !== undefined) return;
  const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { arn } =
    iam.roles.get(API_LOGS_ROLE) ??
    iam.createRole({
      name: API_LOGS_ROLE,
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
      policies: { logs: policy({ Effect: "Allow", Action: logActions, Resource: "*" }) },
    });
  apiGateway.setLogRole(arn);
}
