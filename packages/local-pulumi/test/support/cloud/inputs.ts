import { archiveOnWire, UNKNOWN_ON_WIRE, type Bag } from "./provider";

/** Code of a function on the wire. */
export const code = archiveOnWire({ "index.js": "exports.handler = async () => 1;" });
/** Inputs of a function. */
export const fn: Bag = {
  name: "fn",
  code,
  handler: "index.handler",
  runtime: "nodejs24.x",
  role: "arn:aws:iam::000000000000:role/r",
};
/** Inputs of a table. */
export const table: Bag = { hashKey: "id", attributes: [{ name: "id", type: "S" }] };
/** A rule of a bucket's notification. */
export const lambdaRule = { lambdaFunctionArn: UNKNOWN_ON_WIRE, events: ["s3:ObjectCreated:*"] };

/** Resource types by a short name. */
export const types = {
  bucket: "aws:s3/bucket:Bucket",
  fn: "aws:lambda/function:Function",
  table: "aws:dynamodb/table:Table",
  notification: "aws:s3/bucketNotification:BucketNotification",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  cors: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  role: "aws:iam/role:Role",
  queue: "aws:sqs/queue:Queue",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  permission: "aws:lambda/permission:Permission",
  invokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  alias: "aws:kms/alias:Alias",
  layer: "aws:lambda/layerVersion:LayerVersion",
  key: "aws:kms/key:Key",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  machine: "aws:sfn/stateMachine:StateMachine",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
  query: "aws:cloudwatch/queryDefinition:QueryDefinition",
  apiKey: "aws:apigateway/apiKey:ApiKey",
  method: "aws:apigateway/method:Method",
  account: "aws:apigateway/account:Account",
};
