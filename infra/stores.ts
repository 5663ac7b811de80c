import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { supersededTag } from "../handlers/contract";
import type { AccountContext } from "./account";
import type { StackConfig } from "./config";
import { DeadLetterQueue } from "./dead-letter-queue";
import { deliverDistributionLogs } from "./delivery/access-logs";
import { readByDistribution } from "./delivery/origin-access";
import { FailureQueue } from "./failure-queue";
import { MetadataTable } from "./metadata-table";
import type { Naming } from "./physical-names";
import { PrivateBucket } from "./private-bucket";

/** Where originals, results, records and failed events are kept. */
export interface Stores {
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
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
  readonly encryptionKey?: aws.kms.Key;
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
  const source = new PrivateBucket(`${name}-source`, { ...common, expireDays: originalsExpireDays }, opts);
  const destination = new PrivateBucket(
    `${name}-destination`,
    {
      ...common,
      ...(config.address === "immutable" && {
        expireTagged: { id: "expire-superseded", tag: supersededTag, days: config.supersededExpireDays },
      }),
      statements: (bucket) => (distributionArn === undefined ? [] : [readByDistribution(bucket, distributionArn)]),
    },
    opts,
  );
  const deadLetters = new DeadLetterQueue(`${name}-dead-letters`, { encryptionKey }, opts).queue;
  const undeliveredFrom = config.ingest.mode === "workflow" ? account.accountId : undefined;
  return {
    source: source.bucket,
    destination: destination.bucket,
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
