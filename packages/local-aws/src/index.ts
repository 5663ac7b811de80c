export type { ApiSettings } from "./api-gateway/rest-apis";
export { accountThrottle } from "./api-gateway/throttle";
export type {
  ApiKey,
  ApiMethod,
  Deployment,
  GatewayResponse,
  Integration,
  IntegrationResponse,
  MethodResponse,
  MethodSettings,
  Model,
  RequestValidator,
  RestApi,
  Stage,
  Throttle,
  UsagePlan,
} from "./api-gateway/types";
export { startCloud, type Cloud, type LogEvent, type ObjectEvent } from "./cloud";
export { isComparison, type AlarmSpec, type MetricQuery } from "./cloudwatch/alarm";
export { dashboardProblems } from "./cloudwatch/dashboard";
export { parseExpression } from "./cloudwatch/expression";
export type { QueryDefinition } from "./cloudwatch/cloudwatch";
export { insightsQueryProblems } from "./cloudwatch/insights-query";
export { isStatistic } from "./cloudwatch/statistics";
export { arn } from "./context";
export type { TableSettings } from "./dynamodb/dynamodb";
export type { Rule, Target } from "./event-bridge/event-bridge";
export { transformerProblems, type TargetInput } from "./event-bridge/input";
export { parsePattern, type EventPattern } from "./event-bridge/pattern";
export type { AlarmEvent, CloudEventMap, CloudEvents, ExecutionEvent } from "./events";
export { AwsError, errorMessage } from "./http/aws-error";
export type { Role } from "./iam/iam";
export type { Key } from "./kms/kms";
export { functionName } from "./lambda/lambda";
export { configProblems } from "./lambda/limits";
export type {
  EventInvokeConfig,
  FunctionConfig,
  FunctionPermission,
  FunctionRecord,
  LayerVersion,
} from "./lambda/types";
export { unzip } from "./lambda/unzip";
export { retentionDays, type LogGroupSettings } from "./logs/logs";
export type { Bucket } from "./s3/bucket";
export { bucketNameProblem } from "./s3/bucket";
export { checkRules } from "./s3/notification-rules";
export type { BucketSettings, CorsRule, LifecycleRule, NotificationConfig, NotificationRule } from "./s3/types";
export type { Subscription, Topic } from "./sns/sns";
export type { Queue } from "./sqs/queue";
export type { LogLevel, StateMachineSpec } from "./step-functions/types";
