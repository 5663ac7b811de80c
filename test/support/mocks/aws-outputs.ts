/** Outputs that AWS gives a resource on creation. */
export interface ResourceOutputs extends Record<string, string> {
  readonly id: string;
}

const ACCOUNT = "123456789012";
const REGION = "eu-central-1";

type Make = (name: string, inputs: Readonly<Record<string, unknown>>) => ResourceOutputs;

const idOnly: Make = (name) => ({ id: `${name}-id` });

/** Physical name: the requested one, or one that Pulumi generates. */
const physical = (name: string, inputs: Readonly<Record<string, unknown>>) =>
  typeof inputs.name === "string" ? inputs.name : `${name}-1a2b3c4`;

const named =
  (service: string, kind: string): Make =>
  (name, inputs) => ({
    id: physical(name, inputs),
    name: physical(name, inputs),
    arn: `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}${physical(name, inputs)}`,
  });

const API = "api1a2b3c4";
const EXECUTION_ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API}`;

const makers: Readonly<Record<string, Make>> = {
  "aws:s3/bucket:Bucket": (name, inputs) => ({
    id: physical(name, inputs),
    bucket: physical(name, inputs),
    arn: `arn:aws:s3:::${physical(name, inputs)}`,
    bucketRegionalDomainName: `${physical(name, inputs)}.s3.${REGION}.amazonaws.com`,
  }),
  "aws:cloudfront/cachePolicy:CachePolicy": idOnly,
  "aws:cloudfront/distribution:Distribution": (name) => ({
    id: `${name}-id`,
    arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}-id`,
    domainName: "d111111abcdef8.cloudfront.net",
  }),
  "aws:cloudfront/function:Function": (name) => ({
    id: name,
    arn: `arn:aws:cloudfront::${ACCOUNT}:function/${name}`,
  }),
  "aws:cloudfront/keyGroup:KeyGroup": idOnly,
  "aws:cloudfront/publicKey:PublicKey": idOnly,
  "aws:cloudfront/originAccessControl:OriginAccessControl": idOnly,
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": idOnly,
  "aws:cloudwatch/logDelivery:LogDelivery": idOnly,
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": named("logs", "delivery-destination:"),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": named("logs", "delivery-source:"),
  "aws:apigateway/account:Account": idOnly,
  "aws:apigateway/apiKey:ApiKey": (name) => ({ id: `${name}-id`, value: `${name}-value` }),
  "aws:apigateway/deployment:Deployment": idOnly,
  "aws:apigateway/integration:Integration": idOnly,
  "aws:apigateway/integrationResponse:IntegrationResponse": idOnly,
  "aws:apigateway/method:Method": idOnly,
  "aws:apigateway/methodResponse:MethodResponse": idOnly,
  "aws:apigateway/methodSettings:MethodSettings": idOnly,
  "aws:apigateway/model:Model": idOnly,
  "aws:apigateway/requestValidator:RequestValidator": idOnly,
  "aws:apigateway/resource:Resource": idOnly,
  "aws:apigateway/response:Response": idOnly,
  "aws:apigateway/restApi:RestApi": (name, inputs) => ({
    id: API,
    name: physical(name, inputs),
    rootResourceId: "root",
    executionArn: EXECUTION_ARN,
  }),
  "aws:apigateway/stage:Stage": (name) => ({
    id: `${name}-id`,
    invokeUrl: `https://${API}.execute-api.${REGION}.amazonaws.com/prod`,
    arn: `arn:aws:apigateway:${REGION}::/restapis/${API}/stages/prod`,
  }),
  "aws:apigateway/usagePlan:UsagePlan": idOnly,
  "aws:apigateway/usagePlanKey:UsagePlanKey": idOnly,
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": idOnly,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": idOnly,
  "aws:s3/bucketLogging:BucketLogging": idOnly,
  "aws:s3/bucketNotification:BucketNotification": idOnly,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": idOnly,
  "aws:s3/bucketPolicy:BucketPolicy": idOnly,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": idOnly,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": idOnly,
  "aws:s3/bucketVersioning:BucketVersioning": idOnly,
  "aws:dynamodb/table:Table": (name, inputs) => {
    const table = named("dynamodb", "table/")(name, inputs);
    return inputs.streamEnabled === true
      ? { ...table, streamArn: `${table.arn}/stream/2026-01-01T00:00:00.000` }
      : table;
  },
  "aws:codedeploy/application:Application": named("codedeploy", "application:"),
  "aws:codedeploy/deploymentGroup:DeploymentGroup": idOnly,
  "aws:lambda/alias:Alias": (_, { functionName, name: alias }) => {
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${String(functionName)}:${String(alias)}`;
    return {
      id: arn,
      arn,
      invokeArn: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${arn}/invocations`,
    };
  },
  "aws:lambda/function:Function": (name, inputs) => ({
    ...named("lambda", "function:")(name, inputs),
    version: inputs.publish === true ? "1" : "$LATEST",
    invokeArn: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${physical(name, inputs)}/invocations`,
  }),
  "aws:lambda/eventSourceMapping:EventSourceMapping": idOnly,
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": idOnly,
  "aws:lambda/layerVersion:LayerVersion": (name) => ({
    id: name,
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:${name}:1`,
  }),
  "aws:lambda/permission:Permission": idOnly,
  "aws:iam/policy:Policy": named("iam", "policy/"),
  "aws:iam/role:Role": (name, inputs) => ({
    ...named("iam", "role/")(name, inputs),
    // IAM is global: its ARNs name no region.
    arn: `arn:aws:iam::${ACCOUNT}:role/${physical(name, inputs)}`,
  }),
  "aws:iam/rolePolicy:RolePolicy": idOnly,
  "aws:kms/alias:Alias": idOnly,
  "aws:kms/key:Key": (name) => ({ id: name, keyId: name, arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}` }),
  "aws:cloudwatch/dashboard:Dashboard": idOnly,
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/"),
  "aws:cloudwatch/eventTarget:EventTarget": idOnly,
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:"),
  "aws:cloudwatch/queryDefinition:QueryDefinition": idOnly,
  "aws:sfn/stateMachine:StateMachine": named("states", "stateMachine:"),
  "aws:sns/topic:Topic": named("sns", ""),
  "aws:sns/topicPolicy:TopicPolicy": idOnly,
  "aws:sns/topicSubscription:TopicSubscription": idOnly,
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:"),
  "aws:sqs/queue:Queue": (name, inputs) => ({
    ...named("sqs", "")(name, inputs),
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${physical(name, inputs)}`,
  }),
  "aws:sqs/queuePolicy:QueuePolicy": idOnly,
};

/** Suffix of host names by partition. */
const dnsSuffixes = { aws: "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com" } as const;

/** Part of AWS that an account belongs to. */
export type Partition = keyof typeof dnsSuffixes;

/**
 * The outputs of a resource. Components and providers have none of their own.
 *
 * @param partition of the ARNs among them
 * @throws for a type that is not listed here, naming it
 */
export function outputsOf(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  partition: Partition = "aws",
): ResourceOutputs {
  if (type.startsWith("image-pipeline:infra:") || type.startsWith("pulumi:providers:") || type.startsWith("test:"))
    return idOnly(name, inputs);
  const make = makers[type];
  if (!make) throw new Error(`no mock of resource type ${type}: add its outputs to test/support/mocks/aws-outputs.ts`);
  const outputs = Object.entries(make(name, inputs));
  return Object.fromEntries(
    outputs.map(([key, value]) => [key, value.replace(/^arn:aws:/, `arn:${partition}:`)]),
  ) as ResourceOutputs;
}

/** Settings of what others own, by its identifier. */
export type ExistingResources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A bucket of others with which all is well. */
const bucketOfOthers = {
  bucketRegion: REGION,
  versioning: { enabled: true },
  serverSideEncryptionConfiguration: {
    rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "" } },
  },
  policy: JSON.stringify({
    Statement: [{ Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
  }),
  lifecycleRules: [{ id: "old", enabled: true, noncurrentVersionExpiration: { days: 30 } }],
  corsRules: [],
};

const allows = (...principals: readonly object[]) => ({
  policy: JSON.stringify({ Statement: principals.map((Principal) => ({ Effect: "Allow", Principal })) }),
});

const keyPolicy = allows(
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
  { Service: `logs.${REGION}.amazonaws.com` },
);

const topicPolicy = allows({ Service: "cloudwatch.amazonaws.com" });

/**
 * What the provider reads of a resource of others.
 *
 * @throws for a type that is not listed here, naming it
 */
export function readOf(type: string, id: string, existing: ExistingResources): Record<string, unknown> {
  const given = existing[id] ?? {};
  if (type === "aws:kms/key:Key") {
    const arn = id.startsWith("arn:") ? id : `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
    return {
      arn,
      keyId: id,
      isEnabled: true,
      enableKeyRotation: true,
      keyUsage: "ENCRYPT_DECRYPT",
      ...keyPolicy,
      ...given,
    };
  }
  if (type === "aws:sns/topic:Topic") return { arn: id, kmsMasterKeyId: "", ...topicPolicy, ...given };
  if (type === "aws:s3/bucketNotification:BucketNotification") return { eventbridge: true, ...given };
  return { ...outputsOf(type, id, { name: id }), ...bucketOfOthers, ...given };
}

/**
 * The result of a function that the program invokes.
 *
 * @throws for a function that is not listed here, naming it
 */
export function resultOf(token: string, partition: Partition = "aws"): Record<string, string> {
  if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: ACCOUNT };
  if (token === "aws:index/getRegion:getRegion") return { region: REGION };
  if (token === "aws:index/getPartition:getPartition") {
    return { partition, dnsSuffix: dnsSuffixes[partition] };
  }
  if (token === "aws:kms/getPublicKey:getPublicKey") return { publicKeyPem: "-----BEGIN PUBLIC KEY-----" };
  throw new Error(`no mock of function ${token}: add its result to test/support/mocks/aws-outputs.ts`);
}
