import { bucketStack } from "./bucket-fixture";
import { denyPlaintext, documentOf } from "./documents";
import { resource, type AnalyzedResource } from "./stack-fixture";

export const ACCOUNT = "123456789012";
export const EU = `eu-west-1:${ACCOUNT}`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/images`;
export const KEY = `arn:aws:kms:${EU}:key/0a1b2c3d-0000-1111-2222-333344445555`;

const trusting = (service: string): string =>
  documentOf({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
  });

const QUEUE = `arn:aws:sqs:${EU}:jobs`;
const FAILURES = `arn:aws:sqs:${EU}:failures`;
const queue = (name: string, properties: Record<string, unknown>): AnalyzedResource[] => {
  const arn = `arn:aws:sqs:${EU}:${name}`;
  const id = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/${name}`;
  return [
    resource("aws:sqs/queue:Queue", name, { arn, id, url: id, name, sqsManagedSseEnabled: true, ...properties }),
    resource("aws:sqs/queuePolicy:QueuePolicy", `${name}-policy`, {
      queueUrl: id,
      policy: documentOf(denyPlaintext("sqs:*", arn)),
    }),
  ];
};

const STAGE = `arn:aws:apigateway:eu-west-1::/restapis/api1/stages/v1`;
const accessLog = { accessLogSettings: { destinationArn: `arn:aws:logs:${EU}:log-group:access`, format: "{}" } };
const limits = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };

/** Stacks in which every rule finds nothing, by what they are about: the first resource has this name. */
const stacks: Readonly<Record<string, () => AnalyzedResource[]>> = {
  bucket: () => [
    ...bucketStack({
      name: "bucket",
      parts: {
        encryption: {
          rules: [
            {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
              bucketKeyEnabled: true,
            },
          ],
        },
      },
    }),
  ],
  cdn: () => [
    resource("aws:cloudfront/distribution:Distribution", "cdn", {
      arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
      enabled: true,
      defaultRootObject: "index.html",
      webAclId: `arn:aws:wafv2:us-east-1:${ACCOUNT}:global/webacl/cdn/1`,
      defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https", targetOriginId: "images" },
      orderedCacheBehaviors: [{ pathPattern: "/api/*", viewerProtocolPolicy: "https-only", targetOriginId: "api" }],
      viewerCertificate: {
        acmCertificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/1`,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
      origins: [
        { originId: "images", domainName: "images.s3.eu-west-1.amazonaws.com", originAccessControlId: "OAC1" },
        {
          originId: "api",
          domainName: "api.example.com",
          customOriginConfig: { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] },
        },
      ],
      originGroups: [
        {
          originId: "group",
          failoverCriteria: { statusCodes: [500, 503] },
          members: [{ originId: "images" }, { originId: "api" }],
        },
      ],
    }),
    resource("aws:cloudwatch/logDeliverySource:LogDeliverySource", "cdn-log", {
      logType: "ACCESS_LOGS",
      resourceArn: `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`,
    }),
  ],
  graphql: () => [
    resource("aws:appsync/graphQLApi:GraphQLApi", "graphql", {
      authenticationType: "AWS_IAM",
      logConfig: { fieldLogLevel: "ALL", cloudwatchLogsRoleArn: ROLE },
    }),
    resource("aws:appsync/apiCache:ApiCache", "graphql-cache", {
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
    }),
  ],
  users: () => [
    resource("aws:cognito/userPool:UserPool", "users", {
      mfaConfiguration: "OPTIONAL",
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      passwordPolicy: {
        minimumLength: 8,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 7,
      },
      userPoolAddOns: { advancedSecurityMode: "ENFORCED" },
    }),
  ],
  client: () => [
    resource("aws:cognito/userPoolClient:UserPoolClient", "client", {
      userPoolId: "eu-west-1_1",
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      callbackUrls: ["https://example.com/signed-in"],
    }),
  ],
  identities: () => [
    resource("aws:cognito/identityPool:IdentityPool", "identities", { allowUnauthenticatedIdentities: false }),
  ],
  repository: () => [
    resource("aws:ecr/repository:Repository", "repository", {
      name: "images",
      id: "images",
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE",
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: KEY }],
    }),
    resource("aws:ecr/lifecyclePolicy:LifecyclePolicy", "lifecycle", { repository: "images", policy: "{}" }),
  ],
  stream: () => [
    resource("aws:kinesis/stream:Stream", "stream", {
      arn: `arn:aws:kinesis:${EU}:stream/stream`,
      encryptionType: "KMS",
      kmsKeyId: KEY,
      retentionPeriod: 168,
    }),
  ],
  firehose: () => [
    resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "firehose", {
      destination: "extended_s3",
      serverSideEncryption: { enabled: true },
      extendedS3Configuration: { bucketArn: "arn:aws:s3:::images", roleArn: ROLE },
    }),
  ],
  object: () => [resource("aws:s3/bucketObjectv2:BucketObjectv2", "object", { bucket: "images", key: "index.html" })],
  schedule: () => [
    resource("aws:scheduler/schedule:Schedule", "schedule", {
      scheduleExpression: "rate(1 hour)",
      target: { arn: `arn:aws:lambda:${EU}:function:sweep`, roleArn: ROLE, deadLetterConfig: { arn: FAILURES } },
    }),
    resource("aws:iam/role:Role", "role", { arn: ROLE, assumeRolePolicy: trusting("scheduler.amazonaws.com") }),
  ],
  pipe: () => [
    resource("aws:pipes/pipe:Pipe", "pipe", {
      roleArn: ROLE,
      source: `arn:aws:kinesis:${EU}:stream/stream`,
      target: `arn:aws:lambda:${EU}:function:consume`,
      logConfiguration: { level: "ERROR", cloudwatchLogsLogDestination: { logGroupArn: "arn:aws:logs:x" } },
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify({ data: { kind: ["image"] } }) }] },
        kinesisStreamParameters: {
          startingPosition: "LATEST",
          maximumRetryAttempts: 3,
          deadLetterConfig: { arn: FAILURES },
        },
      },
    }),
    resource("aws:iam/role:Role", "role", { arn: ROLE, assumeRolePolicy: trusting("pipes.amazonaws.com") }),
  ],
  target: () => [
    resource("aws:cloudwatch/eventTarget:EventTarget", "target", {
      rule: "uploads",
      arn: QUEUE,
      deadLetterConfig: { arn: FAILURES },
    }),
    resource("aws:cloudwatch/eventRule:EventRule", "rule", {
      name: "uploads",
      eventPattern: JSON.stringify({ source: ["aws.s3"], detail: { object: { key: [{ prefix: "in/" }] } } }),
    }),
  ],
  bus: () => [
    resource("aws:cloudwatch/eventBus:EventBus", "bus", { name: "orders", id: "orders" }),
    resource("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "bus-policy", {
      eventBusName: "orders",
      policy: documentOf({
        Effect: "Allow",
        Principal: { AWS: ROLE },
        Action: "events:PutEvents",
        Resource: `arn:aws:events:${EU}:event-bus/orders`,
      }),
    }),
  ],
  mapping: () => [
    resource("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
      eventSourceArn: `arn:aws:kinesis:${EU}:stream/stream`,
      functionName: "consume",
      maximumRetryAttempts: 3,
      destinationConfig: { onFailure: { destinationArn: FAILURES } },
      filterCriteria: { filters: [{ pattern: JSON.stringify({ data: { kind: ["image"] } }) }] },
    }),
  ],
  jobs: () => [
    ...queue("jobs", { redrivePolicy: JSON.stringify({ deadLetterTargetArn: FAILURES, maxReceiveCount: 5 }) }),
    ...queue("failures", {}),
  ],
  topic: () => [
    resource("aws:sns/topic:Topic", "topic", { arn: `arn:aws:sns:${EU}:topic`, kmsMasterKeyId: "alias/aws/sns" }),
    resource("aws:sns/topicPolicy:TopicPolicy", "topic-policy", {
      arn: `arn:aws:sns:${EU}:topic`,
      policy: documentOf(denyPlaintext("sns:Publish", `arn:aws:sns:${EU}:topic`)),
    }),
  ],
  subscription: () => [
    resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
      topic: `arn:aws:sns:${EU}:topic`,
      protocol: "https",
      endpoint: "https://example.com/messages",
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: FAILURES }),
    }),
  ],
  secret: () => [
    resource("aws:secretsmanager/secret:Secret", "secret", {
      arn: `arn:aws:secretsmanager:${EU}:secret:db-a1b2c3`,
      kmsKeyId: KEY,
    }),
    resource("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
      secretId: `arn:aws:secretsmanager:${EU}:secret:db-a1b2c3`,
      rotationRules: { automaticallyAfterDays: 30 },
    }),
  ],
  parameter: () => [
    resource("aws:ssm/parameter:Parameter", "parameter", {
      name: "/images/db-password",
      type: "SecureString",
      value: "correct-horse-battery",
    }),
  ],
  document: () => [
    resource("aws:ssm/document:Document", "document", {
      content: "{}",
      permissions: { type: "Share", accountIds: ACCOUNT },
    }),
    resource("aws:ssm/serviceSetting:ServiceSetting", "sharing", {
      settingId: "/ssm/documents/console/public-sharing-permission",
      settingValue: "Disable",
    }),
  ],
  table: () => [
    resource("aws:dynamodb/table:Table", "table", {
      name: "images",
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
      deletionProtectionEnabled: true,
      tags: { Environment: "prod" },
    }),
  ],
  key: () => [
    resource("aws:kms/key:Key", "key", {
      enableKeyRotation: true,
      policy: documentOf({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      }),
    }),
  ],
  fn: () => [
    resource("aws:lambda/function:Function", "fn", {
      name: "process",
      arn: `arn:aws:lambda:${EU}:function:process`,
      role: ROLE,
      runtime: "nodejs24.x",
      memorySize: 1024,
      timeout: 30,
      architectures: ["arm64"],
      tracingConfig: { mode: "Active" },
      reservedConcurrentExecutions: 5,
      deadLetterConfig: { targetArn: FAILURES },
      environment: { variables: { BUCKET: "images" } },
    }),
    resource("aws:lambda/permission:Permission", "permission", {
      function: "process",
      action: "lambda:InvokeFunction",
      principal: "s3.amazonaws.com",
      sourceArn: "arn:aws:s3:::images",
      sourceAccount: ACCOUNT,
    }),
    resource("aws:lambda/functionUrl:FunctionUrl", "url", { functionName: "process", authorizationType: "AWS_IAM" }),
  ],
  logs: () => [resource("aws:cloudwatch/logGroup:LogGroup", "logs", { retentionInDays: 30, kmsKeyId: KEY })],
  alarm: () => [
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", { alarmActions: [`arn:aws:sns:${EU}:topic`] }),
  ],
  machine: () => [
    resource("aws:sfn/stateMachine:StateMachine", "machine", {
      loggingConfiguration: { level: "ALL", includeExecutionData: true, logDestination: "arn:aws:logs:x:*" },
      tracingConfiguration: { enabled: true },
    }),
  ],
  stage: () => [
    resource("aws:apigateway/stage:Stage", "stage", {
      restApi: "api1",
      stageName: "v1",
      arn: STAGE,
      xrayTracingEnabled: true,
      ...accessLog,
    }),
    resource("aws:apigateway/methodSettings:MethodSettings", "settings", {
      restApi: "api1",
      stageName: "v1",
      methodPath: "*/*",
      settings: { loggingLevel: "ERROR", dataTraceEnabled: false, ...limits },
    }),
    resource("aws:wafv2/webAclAssociation:WebAclAssociation", "waf", { resourceArn: STAGE }),
  ],
  method: () => [
    resource("aws:apigateway/method:Method", "method", {
      httpMethod: "POST",
      authorization: "AWS_IAM",
      requestValidatorId: "v1",
    }),
    resource("aws:apigateway/integration:Integration", "integration", {
      type: "HTTP_PROXY",
      uri: "https://backend.example.com/images",
    }),
  ],
  http: () => [
    resource("aws:apigatewayv2/api:Api", "http", {
      id: "http1",
      protocolType: "HTTP",
      corsConfiguration: { allowCredentials: true, allowOrigins: ["https://example.com"] },
    }),
    resource("aws:apigatewayv2/route:Route", "route", {
      apiId: "http1",
      routeKey: "POST /images",
      authorizationType: "JWT",
    }),
    resource("aws:apigatewayv2/stage:Stage", "http-stage", {
      apiId: "http1",
      defaultRouteSettings: limits,
      ...accessLog,
    }),
  ],
  private: () => [
    resource("aws:apigatewayv2/integration:Integration", "private", {
      apiId: "http1",
      integrationType: "HTTP_PROXY",
      integrationMethod: "POST",
      connectionType: "VPC_LINK",
      connectionId: "link1",
      integrationUri: `arn:aws:elasticloadbalancing:${EU}:listener/app/backend/1/2`,
      tlsConfig: { serverNameToVerify: "backend.example.com" },
    }),
  ],
  domain: () => [resource("aws:apigateway/domainName:DomainName", "domain", { securityPolicy: "TLS_1_2" })],
  role: () => [
    resource("aws:iam/role:Role", "role", { arn: ROLE, assumeRolePolicy: trusting("scheduler.amazonaws.com") }),
    resource("aws:iam/rolePolicy:RolePolicy", "policy", {
      role: "images",
      policy: documentOf({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::images/*" }),
    }),
  ],
};

export const compliantKinds: readonly string[] = Object.keys(stacks);

/** A stack without findings. */
export function compliantStack(kind: string): AnalyzedResource[] {
  const make = stacks[kind];
  if (make === undefined) throw new Error(`Expected one of ${compliantKinds.join(", ")}; got "${kind}".`);
  return make();
}

interface Change {
  /** New values by `path`, or by `name#path` for another resource than the first. `undefined` removes one. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Names of resources that are left out. */
  readonly without?: readonly string[];
  readonly and?: readonly AnalyzedResource[];
}

/** A stack without findings, with changes. */
export function changedStack(kind: string, { set = {}, without = [], and = [] }: Change): AnalyzedResource[] {
  const stack = compliantStack(kind).filter(({ name }) => !without.includes(name));
  for (const [at, value] of Object.entries(set)) {
    const [path = "", name = stack[0]?.name] = at.split("#").reverse();
    const index = stack.findIndex((each) => each.name === name);
    const found = stack[index];
    if (found === undefined) throw new Error(`Expected a resource "${name ?? ""}" in the stack of "${kind}".`);
    stack[index] = { ...found, properties: withValue(found.properties, path.split("."), value) };
  }
  return [...stack, ...and];
}

function withValue(holder: unknown, [key = "", ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const copy = (Array.isArray(holder) ? [...(holder as unknown[])] : { ...(holder as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = rest.length === 0 ? value : withValue(copy[key], rest, value);
  return copy;
}
