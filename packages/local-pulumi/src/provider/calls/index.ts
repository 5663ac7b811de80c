import type { CallsByType, TypeCalls } from "./api-call";
import { apiGatewayCalls } from "./api-gateway";
import { cloudfrontCalls } from "./cloudfront";
import { cloudwatchCalls } from "./cloudwatch";
import { codeDeployCalls } from "./codedeploy";
import { dynamodbCalls } from "./dynamodb";
import { iamCalls } from "./iam";
import { kmsCalls } from "./kms";
import { lambdaCalls } from "./lambda";
import { logDeliveryCalls } from "./log-delivery";
import { messagingCalls } from "./messaging";
import { s3Calls } from "./s3";
import { workflowCalls } from "./workflow";

const callsByType: CallsByType = {
  ...apiGatewayCalls,
  ...cloudfrontCalls,
  ...cloudwatchCalls,
  ...codeDeployCalls,
  ...dynamodbCalls,
  ...iamCalls,
  ...kmsCalls,
  ...lambdaCalls,
  ...logDeliveryCalls,
  ...messagingCalls,
  ...s3Calls,
  ...workflowCalls,
};

/**
 * The requests that the `aws` package sends to AWS for a resource type. The tables are kept by hand and are
 * independent of any policy that is derived elsewhere. The package is made of the Terraform provider, version 6; each
 * table says which files of `internal/service/` of github.com/hashicorp/terraform-provider-aws it follows, with the
 * commit that was read, and what it has from AWS's documentation instead. A file without a commit has not been read.
 *
 * Common to all: a provider reads a resource back after each creation and update, and waits with the same requests;
 * tags travel in the creation, and are changed by requests of their own (`internal/provider/framework`).
 *
 * @throws Error for a type without a table: nothing is allowed by silence
 */
export function callsOf(token: string): TypeCalls {
  const calls = callsByType[token];
  if (calls === undefined) {
    throw new Error(`no requests known for ${token}: add them to provider/calls, with their source`);
  }
  return calls;
}
