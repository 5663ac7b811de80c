import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { RoleArgs } from "../organisation/role-args";
import { grantsPolicy, trustPolicy } from "../policy-document";

export interface AccountLoggingArgs {
  readonly account: AccountContext;
  /** What the stack's roles have in common. */
  readonly roleArgs: RoleArgs;
}

/**
 * Lets API Gateway write logs: one setting per account and region, not per API. The setting and its role stay when the
 * stack is destroyed: deleting the setting would unset it for every API of the account (`aws.apigateway.Account` of
 * version 7), and deleting the role would leave it pointing to nothing.
 */
export class AccountLogging extends pulumi.ComponentResource {
  readonly account: aws.apigateway.Account;

  constructor(
    name: string,
    { account: { partition, region, accountId }, roleArgs }: AccountLoggingArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:AccountLogging", name, {}, opts);
    const child = { parent: this, retainOnDelete: true };
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        ...roleArgs,
        description: "Lets API Gateway write its execution logs",
        assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: grantsPolicy([
          {
            sid: "WriteExecutionLogs",
            // API Gateway refuses a role without any one of these.
            actions: [
              "logs:CreateLogGroup",
              "logs:CreateLogStream",
              "logs:DescribeLogGroups",
              "logs:DescribeLogStreams",
              "logs:PutLogEvents",
              "logs:GetLogEvents",
              "logs:FilterLogEvents",
            ],
            resources: [pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:*`],
          },
        ]),
      },
      child,
    );
    this.account = new aws.apigateway.Account(
      `${name}-account`,
      { cloudwatchRoleArn: role.arn },
      { ...child, dependsOn: [policy] },
    );
    this.registerOutputs();
  }
}
