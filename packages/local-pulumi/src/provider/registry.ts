import type { ResourceType } from "./resource-type";
import { account } from "./resources/api-gateway/account";
import { apiKey } from "./resources/api-gateway/api-key";
import { deployment } from "./resources/api-gateway/deployment";
import { integration } from "./resources/api-gateway/integration";
import { integrationResponse } from "./resources/api-gateway/integration-response";
import { method } from "./resources/api-gateway/method";
import { methodResponse } from "./resources/api-gateway/method-response";
import { methodSettings } from "./resources/api-gateway/method-settings";
import { model } from "./resources/api-gateway/model";
import { requestValidator } from "./resources/api-gateway/request-validator";
import { resource } from "./resources/api-gateway/resource";
import { response } from "./resources/api-gateway/response";
import { restApi } from "./resources/api-gateway/rest-api";
import { stage } from "./resources/api-gateway/stage";
import { usagePlan } from "./resources/api-gateway/usage-plan";
import { usagePlanKey } from "./resources/api-gateway/usage-plan-key";
import { cachePolicy } from "./resources/cloudfront/cache-policy";
import { distribution } from "./resources/cloudfront/distribution";
import { edgeFunction } from "./resources/cloudfront/function";
import { keyGroup } from "./resources/cloudfront/key-group";
import { originAccessControl } from "./resources/cloudfront/origin-access-control";
import { publicKey } from "./resources/cloudfront/public-key";
import { responseHeadersPolicy } from "./resources/cloudfront/response-headers-policy";
import { application } from "./resources/codedeploy/application";
import { deploymentGroup } from "./resources/codedeploy/deployment-group";
import { dashboard } from "./resources/cloudwatch/dashboard";
import { metricAlarm } from "./resources/cloudwatch/metric-alarm";
import { queryDefinition } from "./resources/cloudwatch/query-definition";
import { table } from "./resources/dynamodb/table";
import { eventRule } from "./resources/event-bridge/event-rule";
import { eventTarget } from "./resources/event-bridge/event-target";
import { role } from "./resources/iam/role";
import { rolePolicy } from "./resources/iam/role-policy";
import { rolePolicyAttachment } from "./resources/iam/role-policy-attachment";
import { alias } from "./resources/kms/alias";
import { key } from "./resources/kms/key";
import { lambdaAlias } from "./resources/lambda/alias";
import { functionEventInvokeConfig } from "./resources/lambda/event-invoke-config";
import { eventSourceMapping } from "./resources/lambda/event-source-mapping";
import { lambdaFunction } from "./resources/lambda/function";
import { layerVersion } from "./resources/lambda/layer-version";
import { permission } from "./resources/lambda/permission";
import { logDelivery } from "./resources/logs/log-delivery";
import { logDeliveryDestination } from "./resources/logs/log-delivery-destination";
import { logDeliverySource } from "./resources/logs/log-delivery-source";
import { logGroup } from "./resources/logs/log-group";
import { bucket } from "./resources/s3/bucket";
import { bucketCors } from "./resources/s3/bucket-cors";
import { bucketEncryption } from "./resources/s3/bucket-encryption";
import { bucketLifecycle } from "./resources/s3/bucket-lifecycle";
import { bucketLogging } from "./resources/s3/bucket-logging";
import { bucketNotification } from "./resources/s3/bucket-notification";
import { bucketOwnershipControls } from "./resources/s3/bucket-ownership-controls";
import { bucketPolicy } from "./resources/s3/bucket-policy";
import { bucketPublicAccessBlock } from "./resources/s3/bucket-public-access-block";
import { bucketVersioning } from "./resources/s3/bucket-versioning";
import { stateMachine } from "./resources/sfn/state-machine";
import { topic } from "./resources/sns/topic";
import { topicPolicy } from "./resources/sns/topic-policy";
import { topicSubscription } from "./resources/sns/topic-subscription";
import { queue } from "./resources/sqs/queue";
import { queuePolicy } from "./resources/sqs/queue-policy";

const types: ReadonlyMap<string, ResourceType> = new Map(
  [
    bucket,
    bucketCors,
    bucketEncryption,
    bucketLifecycle,
    bucketLogging,
    bucketNotification,
    bucketOwnershipControls,
    bucketPolicy,
    bucketPublicAccessBlock,
    bucketVersioning,
    table,
    lambdaAlias,
    eventSourceMapping,
    functionEventInvokeConfig,
    lambdaFunction,
    layerVersion,
    permission,
    role,
    rolePolicy,
    rolePolicyAttachment,
    queue,
    queuePolicy,
    logGroup,
    logDelivery,
    logDeliveryDestination,
    logDeliverySource,
    cachePolicy,
    distribution,
    edgeFunction,
    keyGroup,
    originAccessControl,
    publicKey,
    responseHeadersPolicy,
    alias,
    key,
    topic,
    topicPolicy,
    topicSubscription,
    account,
    apiKey,
    deployment,
    integration,
    integrationResponse,
    method,
    methodResponse,
    methodSettings,
    model,
    requestValidator,
    resource,
    response,
    restApi,
    stage,
    usagePlan,
    usagePlanKey,
    stateMachine,
    eventRule,
    eventTarget,
    dashboard,
    metricAlarm,
    queryDefinition,
    application,
    deploymentGroup,
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
