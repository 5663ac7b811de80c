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

/** A resource type by its token; undefined if the provider does not know it. */
export function findType(token: string): ResourceType | undefined {
  return types.get(token);
}

/** Tokens of all types that the provider knows, sorted. */
export function knownTokens(): string[] {
  return [...types.keys()].sort();
}

/** The refusal of a resource type or function: what is unknown, what is known beside it, what to do. */
export function unknownToken(what: string, token: string, known: readonly string[]): string {
  const module = token.slice(0, token.indexOf("/"));
  const beside = known.filter((one) => one.startsWith(`${module}/`));
  const alternatives = beside.length === 0 ? `nothing of ${module}` : beside.join(", ");
  return (
    `the embedded aws provider does not know the ${what}; it knows ${alternatives}. ` +
    "Use a type of the table in the README of @image-pipeline/local-pulumi, or deploy the program with the Pulumi CLI"
  );
}
