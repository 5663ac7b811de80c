import type { ResourceType } from "./resource-type";
import { apiGatewayTypes } from "./resources/api-gateway";
import { cloudWatchTypes } from "./resources/cloudwatch";
import { dynamodbTypes } from "./resources/dynamodb";
import { eventBridgeTypes } from "./resources/event-bridge";
import { iamTypes } from "./resources/iam";
import { kmsTypes } from "./resources/kms";
import { lambdaTypes } from "./resources/lambda";
import { logTypes } from "./resources/logs";
import { s3Types } from "./resources/s3";
import { stepFunctionsTypes } from "./resources/sfn";
import { snsTypes } from "./resources/sns";
import { sqsTypes } from "./resources/sqs";

const types: ReadonlyMap<string, ResourceType> = new Map(
  [
    ...s3Types,
    ...dynamodbTypes,
    ...lambdaTypes,
    ...iamTypes,
    ...sqsTypes,
    ...logTypes,
    ...kmsTypes,
    ...snsTypes,
    ...apiGatewayTypes,
    ...stepFunctionsTypes,
    ...eventBridgeTypes,
    ...cloudWatchTypes,
  ].map((type) => [type.token, type]),
);

/** A resource type by its token; undefined if the embedded run does not have it. */
export function findType(token: string): ResourceType | undefined {
  return types.get(token);
}

/** Tokens of all types that the embedded run has. */
export function knownTokens(): string[] {
  return [...types.keys()].sort();
}
