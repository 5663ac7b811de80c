import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { supersededTag } from "../handlers/contract";
import type { AccountContext } from "./account";
import type { StackConfig } from "./config";
import { DeadLetterQueue } from "./dead-letter-queue";
import { deliverDistributionLogs } from "./delivery/access-logs";
import { readByDistribution } from "./delivery/origin-access";
import { ExistingBucket } from "./existing/existing-bucket";
import { FailureQueue } from "./failure-queue";
import { MetadataTable } from "./metadata-table";
import type { Naming } from "./physical-names";
import { PrivateBucket } from "./private-bucket";
import type { KeyRef } from "./encryption-key";
import { prefixesOf } from "./routes/routes-of";

/** Where originals, results, records and failed events are kept. */
export interface Stores {
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  /** Name of the source bucket; of an existing one, once it has been reviewed. */
  readonly sourceName: pulumi.Output<string>;
  /** The same of the destination bucket. */
  readonly destinationName: pulumi.Output<string>;
  /** Absent: the stack keeps no records. */
  readonly table?: aws.dynamodb.Table;
  /** Takes the events that failed to the last, until their failure is recorded. */
  readonly failures: aws.sqs.Queue;
  /** Keeps the events that failed to the last. */
  readonly deadLetters: aws.sqs.Queue;
  /** Takes access logs; absent: none are kept. */
  readonly accessLogs?: PrivateBucket;
  /** What must exist before the first object is written. */
  readonly ready: readonly pulumi.Resource[];
}

export interface StoresContext {
  readonly naming: Naming;
  readonly account: AccountContext;
  /** KMS key; absent: keys that AWS manages. */
  readonly encryptionKey?: KeyRef;
  /** Distribution that delivers the results; absent: none. */
  readonly distributionArn?: pulumi.Input<string>;
}

export function makeStores(
  name: string,
  config: StackConfig,
  { naming, account, encryptionKey, distributionArn }: StoresContext,
  opts: pulumi.ComponentResourceOptions,
): Stores {
  const { noncurrentExpireDays, originalsExpireDays, production } = config;
  const logBucket = config.accessLogs ? makeLogBucket(`${name}-access-logs`, config, account, opts) : undefined;
  const common = { encryptionKey, logBucket, noncurrentExpireDays, forceDestroy: !production, protect: production };
  const existing = { region: account.region, keyArn: encryptionKey?.arn };
  const source = config.source
    ? existingBucket(
        `${name}-source`,
        {
          ...existing,
          bucketName: config.source.existing,
          use: {
            as: "source",
            prefixes: prefixesOf(config),
            enablesEventBridge: config.source.enableEventBridge,
            corsOrigin: config.uploadApi?.corsOrigin,
          },
        },
        opts,
      )
    : ownBucket(`${name}-source`, { ...common, expireDays: originalsExpireDays }, opts);
  const supersededExpireDays = config.address === "immutable" ? config.supersededExpireDays : undefined;
  const statements = (bucket: aws.s3.Bucket) =>
    distributionArn === undefined ? [] : [readByDistribution(bucket, distributionArn)];
  const destination = config.destination
    ? existingBucket(
        `${name}-destination`,
        {
          ...existing,
          bucketName: config.destination.existing,
          use: { as: "destination", prefixes: [""], supersededExpireDays },
          statements,
        },
        opts,
      )
    : ownBucket(
        `${name}-destination`,
        {
          ...common,
          ...(supersededExpireDays !== undefined && {
            expireTagged: { id: "expire-superseded", tag: supersededTag, days: supersededExpireDays },
          }),
          statements,
        },
        opts,
      );
  const deadLetters = new DeadLetterQueue(`${name}-dead-letters`, { encryptionKey }, opts).queue;
  const undeliveredFrom = config.ingest.mode === "workflow" || config.source ? account.accountId : undefined;
  return {
    source: source.bucket,
    destination: destination.bucket,
    sourceName: source.name,
    destinationName: destination.name,
    table: config.metadata
      ? new MetadataTable(
          `${name}-metadata`,
          { naming, encryptionKey, stream: config.notify !== undefined, protect: production },
          opts,
        ).table
      : undefined,
    failures: new FailureQueue(`${name}-failures`, { deadLetters, encryptionKey, undeliveredFrom }, opts).queue,
    deadLetters,
    ...(logBucket && { accessLogs: logBucket }),
    ready: [...source.ready, ...destination.ready],
  };
}

/** A bucket, the stack's own or one of others. */
interface StoreBucket {
  readonly bucket: aws.s3.Bucket;
  readonly name: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];
}

function ownBucket(...args: ConstructorParameters<typeof PrivateBucket>): StoreBucket {
  const { bucket, ready } = new PrivateBucket(...args);
  return { bucket, name: bucket.id, ready };
}

function existingBucket(...args: ConstructorParameters<typeof ExistingBucket>): StoreBucket {
  const { bucket, reviewedName } = new ExistingBucket(...args);
  return { bucket, name: reviewedName, ready: [] };
}

/** Days that access logs are kept. */
const ACCESS_LOG_DAYS = 90;

/**
 * The bucket for access logs, of S3 and of a distribution. Accesses to it are not logged, and it is always encrypted
 * with SSE-S3: S3 delivers access logs to no bucket that is encrypted with a customer's KMS key.
 */
function makeLogBucket(
  name: string,
  { noncurrentExpireDays, production, delivery }: StackConfig,
  account: AccountContext,
  opts: pulumi.ComponentResourceOptions,
): PrivateBucket {
  return new PrivateBucket(
    name,
    {
      expireDays: ACCESS_LOG_DAYS,
      noncurrentExpireDays,
      forceDestroy: !production,
      protect: production,
      statements: (bucket) => [
        {
          Sid: "DeliverAccessLogs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${bucket.arn}/*`,
          Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
        },
        ...(delivery ? [deliverDistributionLogs(bucket, account)] : []),
      ],
    },
    opts,
  );
}
