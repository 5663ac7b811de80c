import { anything, type NeedsByType } from "../types";
import { apiGatewayNeeds } from "./api-gateway";
import { cloudfrontNeeds } from "./cloudfront";
import { cloudwatchNeeds } from "./cloudwatch";
import { codeDeployNeeds } from "./codedeploy";
import { dataNeeds } from "./data";
import { iamNeeds } from "./iam";
import { kmsNeeds } from "./kms";
import { lambdaNeeds } from "./lambda";
import { s3Needs } from "./s3";
import { workflowNeeds } from "./workflow";

/** The actions that the AWS provider calls, for every resource type of this project. */
export const needsByType: NeedsByType = {
  // The first call of the provider.
  "pulumi:providers:aws": [{ scope: anything, actions: { read: ["sts:GetCallerIdentity"] } }],
  ...apiGatewayNeeds,
  ...cloudfrontNeeds,
  ...cloudwatchNeeds,
  ...codeDeployNeeds,
  ...dataNeeds,
  ...iamNeeds,
  ...kmsNeeds,
  ...lambdaNeeds,
  ...s3Needs,
  ...workflowNeeds,
};
