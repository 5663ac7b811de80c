import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import type { StackConfig } from "./config";
import { DeadLetterQueue } from "./dead-letter-queue";
import { EncryptionKey } from "./encryption-key";
import { functionEnvironment } from "./environment";
import { makeLogBucket } from "./log-bucket";
import { MetadataTable } from "./metadata-table";
import { PipelineLayer } from "./pipeline-layer";
import { PrivateBucket } from "./private-bucket";
import { ProcessImageFunction } from "./process-image-function";
import { UploadTrigger } from "./upload-trigger";

/** Pictures that land in `source` come out of `destination`, resized, and are recorded in `table`. */
export class ImagePipeline extends pulumi.ComponentResource {
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  readonly fn: aws.lambda.Function;
  readonly table?: aws.dynamodb.Table;
  readonly deadLetters: aws.sqs.Queue;

  constructor(name: string, config: StackConfig, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ImagePipeline", name, {}, opts);
    const child = { parent: this };
    const account = currentAccount(this);
    const encryptionKey =
      config.encryption === "kms" ? new EncryptionKey(`${name}-encryption`, account, child).key : undefined;
    const logBucket = config.accessLogs
      ? makeLogBucket(`${name}-access-logs`, config, account.accountId, child).bucket
      : undefined;

    const { noncurrentExpireDays, originalsExpireDays, production } = config;
    const bucketArgs = { encryptionKey, logBucket, noncurrentExpireDays, forceDestroy: !production };
    const source = new PrivateBucket(`${name}-source`, { ...bucketArgs, expireDays: originalsExpireDays }, child);
    const destination = new PrivateBucket(`${name}-destination`, bucketArgs, child);
    const table = config.metadata
      ? new MetadataTable(`${name}-metadata`, { encryptionKey, deletionProtection: production }, child).table
      : undefined;
    const deadLetters = new DeadLetterQueue(`${name}-dead-letters`, { encryptionKey }, child).queue;

    const defaults = {
      layer: new PipelineLayer(`${name}-layer`, child).version,
      environment: functionEnvironment(config, destination.bucket, table, encryptionKey),
      logRetentionDays: config.logRetentionDays,
      encryptionKey,
    };
    const { fn } = new ProcessImageFunction(
      `${name}-process`,
      { config, defaults, source: source.bucket, destination: destination.bucket, table, deadLetters },
      child,
    );
    new UploadTrigger(
      "image-upload-trigger",
      {
        bucket: source.bucket,
        fn,
        accountId: account.accountId,
        prefix: config.uploadPrefix,
        suffixes: config.suffixes,
        after: [...source.ready, ...destination.ready],
      },
      child,
    );

    this.source = source.bucket;
    this.destination = destination.bucket;
    this.fn = fn;
    this.table = table;
    this.deadLetters = deadLetters;
    this.registerOutputs({ source: this.source.id, destination: this.destination.id });
  }
}
