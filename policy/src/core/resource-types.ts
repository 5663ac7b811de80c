/**
 * Type tokens of the resources that rules read. Strings and not classes such as `aws.s3.Bucket`: loading `@pulumi/aws`
 * takes half a second at every start. A test compares them with the SDK's classes. S3's `V2` names are the same
 * resources under their names in `@pulumi/aws` v6.
 */
export const types = {
  bucket: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"],
  bucketAcl: ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"],
  bucketEncryption: [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
  ],
  bucketLifecycle: [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
  ],
  bucketLogging: ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"],
  bucketNotification: ["aws:s3/bucketNotification:BucketNotification"],
  bucketOwnership: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
  bucketPolicy: ["aws:s3/bucketPolicy:BucketPolicy"],
  bucketPublicAccess: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
  bucketVersioning: ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"],

  function: ["aws:lambda/function:Function"],
  functionEventInvokeConfig: ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"],
  functionRecursion: ["aws:lambda/functionRecursionConfig:FunctionRecursionConfig"],
  functionUrl: ["aws:lambda/functionUrl:FunctionUrl"],
  layerPermission: ["aws:lambda/layerVersionPermission:LayerVersionPermission"],
  permission: ["aws:lambda/permission:Permission"],

  group: ["aws:iam/group:Group"],
  groupPolicy: ["aws:iam/groupPolicy:GroupPolicy"],
  groupPolicyAttachment: ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment"],
  groupPolicyAttachmentsExclusive: ["aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive"],
  policy: ["aws:iam/policy:Policy"],
  policyAttachment: ["aws:iam/policyAttachment:PolicyAttachment"],
  role: ["aws:iam/role:Role"],
  rolePoliciesExclusive: ["aws:iam/rolePoliciesExclusive:RolePoliciesExclusive"],
  rolePolicy: ["aws:iam/rolePolicy:RolePolicy"],
  rolePolicyAttachment: ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"],
  rolePolicyAttachmentsExclusive: ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"],
  user: ["aws:iam/user:User"],
  userPolicy: ["aws:iam/userPolicy:UserPolicy"],
  userPolicyAttachment: ["aws:iam/userPolicyAttachment:UserPolicyAttachment"],
  userPolicyAttachmentsExclusive: ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive"],

  key: ["aws:kms/key:Key"],
  keyPolicy: ["aws:kms/keyPolicy:KeyPolicy"],

  table: ["aws:dynamodb/table:Table"],
  tableResourcePolicy: ["aws:dynamodb/resourcePolicy:ResourcePolicy"],
  scalingTarget: ["aws:appautoscaling/target:Target"],

  httpRoute: ["aws:apigatewayv2/route:Route"],
  httpStage: ["aws:apigatewayv2/stage:Stage"],
  method: ["aws:apigateway/method:Method"],
  methodSettings: ["aws:apigateway/methodSettings:MethodSettings"],
  restApi: ["aws:apigateway/restApi:RestApi"],
  restApiPolicy: ["aws:apigateway/restApiPolicy:RestApiPolicy"],
  stage: ["aws:apigateway/stage:Stage"],
  webAclAssociation: ["aws:wafv2/webAclAssociation:WebAclAssociation"],

  queue: ["aws:sqs/queue:Queue"],
  queuePolicy: ["aws:sqs/queuePolicy:QueuePolicy"],
  topic: ["aws:sns/topic:Topic"],
  topicPolicy: ["aws:sns/topicPolicy:TopicPolicy"],
  topicSubscription: ["aws:sns/topicSubscription:TopicSubscription"],

  stateMachine: ["aws:sfn/stateMachine:StateMachine"],
  eventPermission: ["aws:cloudwatch/eventPermission:EventPermission"],
  eventRule: ["aws:cloudwatch/eventRule:EventRule"],
  eventTarget: ["aws:cloudwatch/eventTarget:EventTarget"],
  logGroup: ["aws:cloudwatch/logGroup:LogGroup"],
  metricAlarm: ["aws:cloudwatch/metricAlarm:MetricAlarm"],
  compositeAlarm: ["aws:cloudwatch/compositeAlarm:CompositeAlarm"],
} as const satisfies Record<string, readonly string[]>;

/** The types above that take tags. */
export const taggableTypes: readonly string[] = [
  ...types.bucket,
  ...types.compositeAlarm,
  ...types.eventRule,
  ...types.function,
  ...types.httpStage,
  ...types.key,
  ...types.logGroup,
  ...types.metricAlarm,
  ...types.policy,
  ...types.queue,
  ...types.restApi,
  ...types.role,
  ...types.stage,
  ...types.stateMachine,
  ...types.table,
  ...types.topic,
  ...types.user,
];
