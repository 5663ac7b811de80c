import { json, pascal, without } from "./cloudformation-names";

export type Properties = Readonly<Record<string, unknown>>;

/** Names of resources in the template by what identifies them. */
export type Names = ReadonlyMap<unknown, string>;

/** How a type is written in CloudFormation: its name, and names of properties that do not follow from Pulumi's. */
interface Form {
  readonly type: string;
  readonly names?: Readonly<Record<string, string>>;
  /** The properties as a whole, where they are arranged in another way. */
  readonly arranged?: (
    properties: Record<string, unknown>,
    inputs: Properties,
    names: Names,
  ) => Record<string, unknown>;
}

const plain = (type: string, names: Form["names"] = {}): Form => ({ type, names });

/** Forms of types that have a resource of their own in CloudFormation. */
export const forms: Readonly<Record<string, Form>> = {
  "aws:apigateway/method:Method": {
    type: "AWS::ApiGateway::Method",
    names: { authorization: "AuthorizationType" },
    arranged: (properties) => ({ RestApiId: "api1", ResourceId: "images", ...properties }),
  },
  "aws:apigateway/stage:Stage": plain("AWS::ApiGateway::Stage", {
    restApi: "RestApiId",
    accessLogSettings: "AccessLogSetting",
    xrayTracingEnabled: "TracingEnabled",
  }),
  "aws:apigatewayv2/api:Api": plain("AWS::ApiGatewayV2::Api"),
  "aws:apigatewayv2/route:Route": plain("AWS::ApiGatewayV2::Route"),
  "aws:apigatewayv2/stage:Stage": {
    type: "AWS::ApiGatewayV2::Stage",
    arranged: (properties) => ({ StageName: "$default", ...properties }),
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    type: "AWS::WAFv2::WebACLAssociation",
    arranged: (_, { resourceArn }) => ({ ResourceArn: resourceArn, WebACLArn: "arn:aws:wafv2:x" }),
  },
  "aws:appsync/graphQLApi:GraphQLApi": {
    type: "AWS::AppSync::GraphQLApi",
    names: { cloudwatchLogsRoleArn: "CloudWatchLogsRoleArn" },
    arranged: (properties) => ({ Name: "graphql", ...properties }),
  },
  "aws:cloudfront/distribution:Distribution": {
    type: "AWS::CloudFront::Distribution",
    names: {
      webAclId: "WebACLId",
      orderedCacheBehaviors: "CacheBehaviors",
      originId: "Id",
      originSslProtocols: "OriginSSLProtocols",
      loggingConfig: "Logging",
    },
    arranged: ({ OriginGroups, ...properties }, { origins = [] }, names) => ({
      DistributionConfig: {
        ...properties,
        Origins: (properties["Origins"] as Record<string, unknown>[]).map((origin, index) => ({
          ...origin,
          DomainName: domainOf(names, origin["DomainName"]),
          ...(!("customOriginConfig" in ((origins as Properties[])[index] ?? {})) && { S3OriginConfig: {} }),
        })),
        OriginGroups: {
          Items: ((OriginGroups ?? []) as Record<string, unknown>[]).map(({ Members, ...group }) => ({
            ...group,
            Members: (Members as { Id: string }[]).map(({ Id }) => ({ OriginId: Id })),
          })),
        },
      },
    }),
  },
  "aws:cloudwatch/logGroup:LogGroup": plain("AWS::Logs::LogGroup"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": plain("AWS::CloudWatch::Alarm"),
  "aws:cognito/identityPool:IdentityPool": plain("AWS::Cognito::IdentityPool"),
  "aws:cognito/userPool:UserPool": {
    type: "AWS::Cognito::UserPool",
    arranged: ({ PasswordPolicy, ...properties }) => ({
      ...without(properties, "Tags"),
      Policies: { PasswordPolicy },
    }),
  },
  "aws:dynamodb/table:Table": {
    type: "AWS::DynamoDB::Table",
    names: { name: "TableName", enabled: "Enabled" },
    arranged: ({ PointInTimeRecovery, ServerSideEncryption, ...properties }) => ({
      ...properties,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: (PointInTimeRecovery as { Enabled?: boolean } | undefined)?.Enabled === true,
      },
      SSESpecification: {
        SSEEnabled: (ServerSideEncryption as { Enabled?: boolean } | undefined)?.Enabled === true,
      },
    }),
  },
  "aws:ecr/repository:Repository": {
    type: "AWS::ECR::Repository",
    names: { name: "RepositoryName" },
    arranged: ({ EncryptionConfigurations, ...properties }) => ({
      ...properties,
      EncryptionConfiguration: (EncryptionConfigurations as unknown[] | undefined)?.[0],
    }),
  },
  "aws:iam/role:Role": plain("AWS::IAM::Role", { assumeRolePolicy: "AssumeRolePolicyDocument" }),
  "aws:iam/rolePolicy:RolePolicy": {
    type: "AWS::IAM::Policy",
    arranged: ({ Policy, Role }) => ({ PolicyName: "own", PolicyDocument: json(Policy), Roles: [Role] }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    type: "AWS::IAM::Role",
    arranged: ({ PolicyArn }) => ({
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] },
      ManagedPolicyArns: [PolicyArn],
    }),
  },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    type: "AWS::KinesisFirehose::DeliveryStream",
    arranged: (_, { serverSideEncryption, kinesisSourceConfiguration, extendedS3Configuration }) => ({
      DeliveryStreamType: kinesisSourceConfiguration === undefined ? "DirectPut" : "KinesisStreamAsSource",
      ExtendedS3DestinationConfiguration: {
        BucketARN: (extendedS3Configuration as Properties)["bucketArn"],
        RoleARN: (extendedS3Configuration as Properties)["roleArn"],
      },
      ...((serverSideEncryption as Properties | undefined)?.["enabled"] === true && {
        DeliveryStreamEncryptionConfigurationInput: { KeyType: "AWS_OWNED_CMK" },
      }),
    }),
  },
  "aws:kinesis/stream:Stream": {
    type: "AWS::Kinesis::Stream",
    arranged: ({ EncryptionType, KmsKeyId, RetentionPeriod }) => ({
      RetentionPeriodHours: RetentionPeriod,
      ...(EncryptionType === "KMS" && { StreamEncryption: { EncryptionType, KeyId: KmsKeyId } }),
    }),
  },
  "aws:kms/key:Key": {
    type: "AWS::KMS::Key",
    names: { customerMasterKeySpec: "KeySpec" },
    arranged: ({ Policy, ...properties }) => ({ ...properties, KeyPolicy: json(Policy) }),
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": plain("AWS::Lambda::EventSourceMapping", {
    destinationArn: "Destination",
  }),
  "aws:lambda/function:Function": {
    type: "AWS::Lambda::Function",
    names: { name: "FunctionName", environment: "Environment" },
    arranged: (properties) => ({
      ...properties,
      Code: { ZipFile: "exports.handler = () => {}" },
      Handler: "index.handler",
    }),
  },
  "aws:lambda/functionUrl:FunctionUrl": plain("AWS::Lambda::Url", {
    functionName: "TargetFunctionArn",
    authorizationType: "AuthType",
  }),
  "aws:lambda/permission:Permission": plain("AWS::Lambda::Permission", {
    function: "FunctionName",
    principalOrgId: "PrincipalOrgID",
  }),
  "aws:scheduler/schedule:Schedule": {
    type: "AWS::Scheduler::Schedule",
    arranged: (properties) => ({ ...properties, FlexibleTimeWindow: { Mode: "OFF" } }),
  },
  "aws:secretsmanager/secret:Secret": {
    type: "AWS::SecretsManager::Secret",
    arranged: ({ KmsKeyId }) => ({ KmsKeyId }),
  },
  "aws:secretsmanager/secretRotation:SecretRotation": {
    type: "AWS::SecretsManager::RotationSchedule",
    arranged: (_, { secretId, rotationRules }, names) => ({
      SecretId: reference(names, secretId),
      RotationRules: pascal(rotationRules, {}),
      RotationLambdaARN: "arn:aws:lambda:x",
    }),
  },
  "aws:sfn/stateMachine:StateMachine": {
    type: "AWS::StepFunctions::StateMachine",
    arranged: ({ Definition, LoggingConfiguration, TracingConfiguration, Type }, { loggingConfiguration }) => ({
      RoleArn: "arn:aws:iam::123456789012:role/images",
      DefinitionString: Definition ?? "{}",
      StateMachineType: Type,
      TracingConfiguration,
      ...(LoggingConfiguration !== undefined && {
        LoggingConfiguration: {
          Level: (loggingConfiguration as Properties)["level"],
          IncludeExecutionData: (loggingConfiguration as Properties)["includeExecutionData"],
          Destinations: [
            { CloudWatchLogsLogGroup: { LogGroupArn: (loggingConfiguration as Properties)["logDestination"] } },
          ],
        },
      }),
    }),
  },
  "aws:sns/topic:Topic": plain("AWS::SNS::Topic", { name: "TopicName" }),
  "aws:sns/topicPolicy:TopicPolicy": {
    type: "AWS::SNS::TopicPolicy",
    arranged: (_, { policy, arn }, names) => ({ PolicyDocument: json(policy), Topics: [reference(names, arn)] }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    type: "AWS::SNS::Subscription",
    arranged: ({ Topic, RedrivePolicy, ...properties }) => ({
      ...properties,
      TopicArn: Topic,
      ...(RedrivePolicy !== undefined && { RedrivePolicy: json(RedrivePolicy) }),
    }),
  },
  "aws:sqs/queue:Queue": {
    type: "AWS::SQS::Queue",
    names: { name: "QueueName" },
    arranged: ({ RedrivePolicy, ...properties }) => ({
      ...without(properties, "Url"),
      ...(RedrivePolicy !== undefined && { RedrivePolicy: json(RedrivePolicy) }),
    }),
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    type: "AWS::SQS::QueuePolicy",
    arranged: (_, { policy, queueUrl }, names) => ({
      PolicyDocument: json(policy),
      Queues: [reference(names, queueUrl)],
    }),
  },
  "aws:s3/bucketPolicy:BucketPolicy": {
    type: "AWS::S3::BucketPolicy",
    arranged: (_, { policy, bucket }, names) => ({ PolicyDocument: json(policy), Bucket: reference(names, bucket) }),
  },
};

/** The separate resources of a bucket's settings, as properties of the bucket. */
export const bucketParts: Readonly<Record<string, (inputs: Properties) => Record<string, unknown>>> = {
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (inputs) => ({
    PublicAccessBlockConfiguration: pascal(without(inputs, "bucket"), {}),
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({ rules }) => ({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: (rules as Properties[]).map((rule) =>
        pascal(rule, {
          applyServerSideEncryptionByDefault: "ServerSideEncryptionByDefault",
          sseAlgorithm: "SSEAlgorithm",
          kmsMasterKeyId: "KMSMasterKeyID",
        }),
      ),
    },
  }),
  "aws:s3/bucketVersioning:BucketVersioning": ({ versioningConfiguration }) => ({
    VersioningConfiguration: pascal(versioningConfiguration, {}),
  }),
  "aws:s3/bucketLogging:BucketLogging": ({ targetBucket, targetPrefix }) => ({
    LoggingConfiguration: { DestinationBucketName: targetBucket, LogFilePrefix: targetPrefix },
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ({ rule }) => ({
    OwnershipControls: { Rules: [pascal(rule, {})] },
  }),
  "aws:s3/bucketAcl:BucketAcl": ({ acl }) => (acl === "public-read" ? { AccessControl: "PublicRead" } : {}),
  // No check of the three packs reads them.
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": () => ({}),
};
/** The domain of a bucket of the stack is its attribute: by this cdk-nag finds the bucket. */
function domainOf(names: Names, domain: unknown): unknown {
  const bucket = names.get(/^(.+)\.s3\./.exec(String(domain))?.[1]);
  return bucket === undefined ? domain : { "Fn::GetAtt": [bucket, "RegionalDomainName"] };
}

function reference(names: Names, value: unknown): unknown {
  const name = names.get(value);
  return name === undefined ? value : { Ref: name };
}
