import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { Grant } from "../grants";
import type { Statement } from "../policy-document";
import type { VpcConfig } from "./config";

/** A VPC, as functions get into it. */
export interface NetworkAccess {
  readonly vpcConfig: aws.types.input.lambda.FunctionVpcConfig;
  /** What Lambda does as the function's role to connect it. */
  readonly grants: readonly Grant[];
  /** The same, for the function's own code: it does none of it. */
  readonly denied: readonly Statement[];
}

// "Giving Lambda functions access to resources in an Amazon VPC" in Lambda's developer guide ("Required IAM
// permissions"), and the managed policy AWSLambdaVPCAccessExecutionRole, without its permissions for logs.

const changes = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/** They have no resource-level permissions. */
const descriptions = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];

export function networkAccess(
  { subnets, securityGroups }: VpcConfig,
  { partition, region, accountId }: AccountContext,
): NetworkAccess {
  return {
    vpcConfig: { subnetIds: [...subnets], securityGroupIds: [...securityGroups] },
    grants: [
      {
        sid: "ChangeNetworkInterfaces",
        actions: changes,
        // Of narrower ones the guide says that the function may not get into the VPC.
        resources: [pulumi.interpolate`arn:${partition}:ec2:${region}:${accountId}:*/*`],
      },
      { sid: "DescribeNetwork", actions: descriptions, resources: ["*"] },
    ],
    denied: [
      {
        Sid: "NoNetworkForCode",
        Effect: "Deny",
        Action: [...changes, ...descriptions],
        Resource: "*",
        // Lambda sets the key in what the code asks for, and not in what it asks for itself ("Working with Lambda
        // execution environment credentials").
        Condition: { Null: { "lambda:SourceFunctionArn": "false" } },
      },
    ],
  };
}
