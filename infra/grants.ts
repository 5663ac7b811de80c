import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "./account";
import type { Statement } from "./policy-document";

/** One statement of an identity policy: what a role may do, and to what. */
export interface Grant {
  /** Statement id, unique within a role. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: Record<string, Record<string, pulumi.Input<string> | pulumi.Input<string>[]>>;
}

type Arn = { readonly arn: pulumi.Output<string> };

/** Prefixes of every key. */
const everyKey: readonly string[] = [""];

const below = (bucket: Arn, prefixes: readonly string[]) =>
  prefixes.map((prefix) => pulumi.interpolate`${bucket.arn}/${prefix}*`);

/** Read objects, and their older versions, below prefixes. */
export const readObjects = (bucket: Arn, prefixes = everyKey): Grant => ({
  sid: "ReadObjects",
  actions: ["s3:GetObject", "s3:GetObjectVersion"],
  resources: below(bucket, prefixes),
});

/** Read the current versions of objects, and their headers, below prefixes. */
export const readCurrent = (bucket: Arn, prefixes = everyKey): Grant => ({
  sid: "ReadCurrent",
  actions: ["s3:GetObject"],
  resources: below(bucket, prefixes),
});

/** Read the watermarks of variants. */
export const readWatermarks = (bucket: Arn, keys: readonly string[]): Grant => ({
  sid: "ReadWatermarks",
  actions: ["s3:GetObject", "s3:GetObjectVersion"],
  resources: keys.map((key) => pulumi.interpolate`${bucket.arn}/${key}`),
});

/** Nothing that a grant allows replaces or deletes the watermarks of variants. */
export const keepWatermarks = (bucket: Arn, keys: readonly string[]): readonly Statement[] =>
  keys.length === 0
    ? []
    : [
        {
          Sid: "KeepWatermarks",
          Effect: "Deny",
          Action: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
          Resource: keys.map((key) => pulumi.interpolate`${bucket.arn}/${key}`),
        },
      ];

/** A grant under another statement id, where a role needs it for two resources. */
export const withSidSuffix = (grant: Grant, suffix: string): Grant => ({ ...grant, sid: `${grant.sid}${suffix}` });

/**
 * Learn that an object does not exist: without this grant S3 answers 403 instead of 404. It applies to the whole
 * bucket, since a GET carries no `s3:prefix` for a condition.
 */
export const listBucket = (bucket: Arn): Grant => ({
  sid: "ListBucket",
  actions: ["s3:ListBucket"],
  resources: [bucket.arn],
});

/** List the versions of objects. */
export const listVersions = (bucket: Arn): Grant => ({
  sid: "ListVersions",
  actions: ["s3:ListBucketVersions"],
  resources: [bucket.arn],
});

export const writeObjects = (bucket: Arn, prefixes = everyKey): Grant => ({
  sid: "WriteObjects",
  actions: ["s3:PutObject"],
  resources: below(bucket, prefixes),
});

/** Write objects with one tag, and with no other one. */
export const tagObjects = (bucket: Arn, { key, value }: { readonly key: string; readonly value: string }): Grant => ({
  sid: "TagObjects",
  actions: ["s3:PutObjectTagging"],
  resources: [pulumi.interpolate`${bucket.arn}/*`],
  conditions: {
    StringEquals: { [`s3:RequestObjectTag/${key}`]: value },
    "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": key },
  },
});

/** Delete objects; in a bucket with versions this leaves a delete marker. */
export const deleteObjects = (bucket: Arn, prefixes = everyKey): Grant => ({
  sid: "DeleteObjects",
  actions: ["s3:DeleteObject"],
  resources: below(bucket, prefixes),
});

/** Delete versions permanently. */
export const deleteVersions = (bucket: Arn, prefixes = everyKey): Grant => ({
  sid: "DeleteVersions",
  actions: ["s3:DeleteObjectVersion"],
  resources: below(bucket, prefixes),
});

export const getRecords = (table: Arn): Grant => ({
  sid: "GetRecords",
  actions: ["dynamodb:GetItem"],
  resources: [table.arn],
});

export const queryIndex = (table: Arn, index: string): Grant => ({
  sid: "QueryIndex",
  actions: ["dynamodb:Query"],
  resources: [pulumi.interpolate`${table.arn}/index/${index}`],
});

export const deleteRecords = (table: Arn): Grant => ({
  sid: "DeleteRecords",
  actions: ["dynamodb:DeleteItem"],
  resources: [table.arn],
});

export const putRecords = (table: Arn): Grant => ({
  sid: "PutRecords",
  actions: ["dynamodb:PutItem"],
  resources: [table.arn],
});

/** What Lambda needs to invoke a function for the changes of a table. */
export const readStream = (table: aws.dynamodb.Table): Grant => ({
  sid: "ReadStream",
  actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
  resources: [table.streamArn],
});

/** Lambda needs this one, too. It has no resource-level permissions. */
export const listStreams = (): Grant => ({ sid: "ListStreams", actions: ["dynamodb:ListStreams"], resources: ["*"] });

/** Publish events of one source. */
export const putEvents = (busArn: pulumi.Input<string>, source: string): Grant => ({
  sid: "PutEvents",
  actions: ["events:PutEvents"],
  resources: [busArn],
  conditions: { StringEquals: { "events:source": source } },
});

/** Read a secret by its name; AWS adds six characters to it in the ARN. */
export const readSecret = ({ partition, region, accountId }: AccountContext, name: pulumi.Input<string>): Grant => ({
  sid: "ReadSecret",
  actions: ["secretsmanager:GetSecretValue"],
  resources: [pulumi.interpolate`arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-??????`],
});

export const sendMessages = (queue: Arn): Grant => ({
  sid: "SendMessages",
  actions: ["sqs:SendMessage"],
  resources: [queue.arn],
});

/** What Lambda needs to invoke a function for a queue's messages. */
export const consumeMessages = (queue: Arn): Grant => ({
  sid: "ConsumeMessages",
  actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  resources: [queue.arn],
});

/** Hide a message that was received for longer, or for less. */
export const postponeMessages = (queue: Arn): Grant => ({
  sid: "PostponeMessages",
  actions: ["sqs:ChangeMessageVisibility"],
  resources: [queue.arn],
});

export const publish = (topic: Arn): Grant => ({
  sid: "Publish",
  actions: ["sns:Publish"],
  resources: [topic.arn],
});

export const invokeFunctions = (functions: readonly Arn[]): Grant => ({
  sid: "InvokeFunctions",
  actions: ["lambda:InvokeFunction"],
  resources: functions.map(({ arn }) => arn),
});

/** Shift aliases between versions, as AWSCodeDeployRoleForLambdaLimited, the managed policy for it, allows. */
export const shiftAliases = (
  functions: readonly { readonly fn: Arn; readonly alias: pulumi.Output<string> }[],
): readonly Grant[] => [
  {
    sid: "ShiftAliases",
    actions: ["lambda:GetAlias", "lambda:UpdateAlias"],
    resources: functions.map(({ fn }) => fn.arn),
  },
  {
    sid: "ReadProvisionedConcurrency",
    actions: ["lambda:GetProvisionedConcurrencyConfig"],
    resources: functions.map(({ alias }) => alias),
  },
];

/** See the state of alarms. */
export const readAlarms = (alarms: readonly Arn[]): Grant => ({
  sid: "ReadAlarms",
  actions: ["cloudwatch:DescribeAlarms"],
  resources: alarms.map(({ arn }) => arn),
});

/** Run executions of an EXPRESS state machine, which answer when they end. */
export const runExpressExecutions = (machine: Arn): Grant => ({
  sid: "RunExecutions",
  actions: ["states:StartSyncExecution"],
  resources: [machine.arn],
});

/** Start executions of a STANDARD state machine. */
export const startExecutions = (machine: Arn): Grant => ({
  sid: "StartExecutions",
  actions: ["states:StartExecution"],
  resources: [machine.arn],
});

/** Learn how executions of a STANDARD state machine end. */
export const describeExecutions = (machine: Arn): Grant => ({
  sid: "DescribeExecutions",
  actions: ["states:DescribeExecution"],
  resources: [pulumi.interpolate`${machine.arn.apply((arn) => arn.replace(":stateMachine:", ":execution:"))}:*`],
});

/** Set up the delivery of a state machine's logs. These actions have no resource-level permissions. */
export const deliverLogs = (): Grant => ({
  sid: "DeliverLogs",
  actions: [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
  ],
  resources: ["*"],
});

/** Read X-Ray's rules on which requests to trace. These actions have no resource-level permissions. */
export const sampleTraces = (): Grant => ({
  sid: "SampleTraces",
  actions: ["xray:GetSamplingRules", "xray:GetSamplingTargets"],
  resources: ["*"],
});

/** Write to one log group, which the stack creates: no function needs CreateLogGroup. */
export const writeLogs = (logGroup: Arn): Grant => ({
  sid: "WriteLogs",
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [pulumi.interpolate`${logGroup.arn}:*`],
});

/** Send traces to X-Ray. These actions have no resource-level permissions. */
export const writeTraces = (): Grant => ({
  sid: "WriteTraces",
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
});

/** Read data that is encrypted with a key. */
export const decryptWith = (key: Arn): Grant => ({
  sid: "UseKey",
  actions: ["kms:Decrypt"],
  resources: [key.arn],
});

/** Make the caches of a distribution forget. */
export const invalidate = (distribution: Arn): Grant => ({
  sid: "Invalidate",
  actions: ["cloudfront:CreateInvalidation"],
  resources: [distribution.arn],
});

/** Sign links with an RSA key, and nothing with another algorithm. */
export const signLinks = (key: Arn): Grant => ({
  sid: "SignLinks",
  actions: ["kms:Sign"],
  resources: [key.arn],
  conditions: { StringEquals: { "kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256" } },
});

/** Read and write data that is encrypted with a key. */
export const useKey = (key: Arn): Grant => ({
  sid: "UseKey",
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: [key.arn],
});
