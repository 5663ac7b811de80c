import type { CallsByType, TypeCalls } from "./api-call";
import { apiGatewayCalls } from "./api-gateway";
import { cloudwatchCalls } from "./cloudwatch";
import { dynamodbCalls } from "./dynamodb";
import { iamCalls } from "./iam";
import { kmsCalls } from "./kms";
import { lambdaCalls } from "./lambda";
import { messagingCalls } from "./messaging";
import { s3Calls } from "./s3";
import { workflowCalls } from "./workflow";

const callsByType: CallsByType = {
  ...apiGatewayCalls,
  ...cloudwatchCalls,
  ...dynamodbCalls,
  ...iamCalls,
  ...kmsCalls,
  ...lambdaCalls,
  ...messagingCalls,
  ...s3Calls,
  ...workflowCalls,
};

/**
 * The requests that the `aws` package sends to AWS for a resource type. The tables are kept by hand from the code of
 * the Terraform provider that the package is made of, and are independent of any policy that is derived elsewhere.
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
