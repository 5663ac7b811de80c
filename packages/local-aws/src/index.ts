// The embedded AWS: start it, and reach it with the SDK's clients at `cloud.endpoint`.
export { startCloud, type Cloud, type CloudCredentials, type CloudOptions } from "./cloud";
export type { Services } from "./services";

// Watch it and disturb it.
export type {
  AlarmEvent,
  ApiRequestEvent,
  CloudEventMap,
  CloudEvents,
  DeadLetterEvent,
  ExecutionEvent,
  FaultEvent,
  InvocationEvent,
  LogEvent,
  MessageEvent,
  ObjectEvent,
  ThrottleEvent,
} from "./events";
export type { Fault, FaultPlan, Faults, FaultSpec, RunFault } from "./faults";

// What it has decided about access, and what each function has asked for.
export type { AccessDecision } from "./iam/decisions";
export type { TracedCall, TracedDecision, TracedRun } from "./traces/traces";

// What all services have in common.
export { arn } from "./context";
export { AwsError, errorMessage } from "./http/aws-error";

// The settings of each service, as `cloud.services` takes and gives them, and its own checks of them.
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

export type { Resource } from "./cloudfront/collection";
export type {
  CacheBehavior,
  CachePolicyConfig,
  CorsConfig,
  CustomErrorResponse,
  Distribution,
  DistributionConfig,
  EdgeFunction,
  EdgeFunctionConfig,
  HttpMethod,
  Invalidation,
  KeyGroupConfig,
  Origin,
  OriginAccessControlConfig,
  PublicKeyConfig,
  ResponseHeadersPolicyConfig,
  SecurityHeaders,
} from "./cloudfront/types";

export { deploymentConfigs } from "./codedeploy/deployment-configs";
export type { Application, DeploymentGroup, DeploymentGroupSpec, RollbackEvent } from "./codedeploy/types";

export { isComparison, type AlarmSpec, type MetricQuery } from "./cloudwatch/alarm";
export type { QueryDefinition } from "./cloudwatch/cloudwatch";
export { dashboardProblems } from "./cloudwatch/dashboard";
export { parseExpression } from "./cloudwatch/expression";
export { insightsQueryProblems } from "./cloudwatch/insights-query";
export { isStatistic } from "./cloudwatch/statistics";

export { streamViewTypes, type StreamViewType } from "./dynamodb/streams";
export type { TableSettings } from "./dynamodb/table-settings";

export type { Rule, Target } from "./event-bridge/event-bridge";
export { transformerProblems, type TargetInput } from "./event-bridge/input";
export { parsePattern, type EventPattern } from "./event-bridge/pattern";

export { awsManagedPolicies } from "./iam/aws-managed-policies";
export { callerName, type Caller } from "./iam/caller";
export type { Role, RoleSpec } from "./iam/role";

export type { Key } from "./kms/kms";
export { publicKeyOf, SIGNING_SPEC, signingAlgorithms } from "./kms/signing";

export { isStreamArn, mappingProblems, type EventSourceMapping } from "./lambda/event-source-mapping";
export { functionName, functionReference, parseReference } from "./lambda/reference";
export { configProblems } from "./lambda/limits";
export type {
  EventInvokeConfig,
  FunctionAlias,
  FunctionConfig,
  FunctionPermission,
  FunctionRecord,
  FunctionSpec,
  LayerVersion,
} from "./lambda/types";
export { unzip } from "./lambda/unzip";

export type { Delivery, DeliveryDestination, DeliverySource } from "./logs/deliveries";
export { retentionDays, type LogGroupSettings } from "./logs/logs";

export { bucketNameProblem, type Bucket } from "./s3/bucket";
export { checkRules } from "./s3/notification-rules";
export type { BucketSettings, CorsRule, LifecycleRule, NotificationConfig, NotificationRule } from "./s3/types";

export type { Subscription, Topic } from "./sns/sns";

export type { Queue } from "./sqs/queue";

export type { LogLevel, StateMachineSpec } from "./step-functions/types";
