import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import type { StackConfig } from "./config";
import { DeadLetterQueue } from "./dead-letter-queue";
import { EncryptionKey } from "./encryption-key";
import { functionEnvironment } from "./environment";
import { followRemovalFunction } from "./follow-removal-function";
import { makeLogBucket } from "./log-bucket";
import { MetadataTable } from "./metadata-table";
import { PipelineLayer } from "./pipeline-layer";
import { PrivateBucket } from "./private-bucket";
import { processImageFunction } from "./process-image-function";
import { SourceEvents } from "./source-events";
import type { Stores } from "./stores";
import { UploadApi } from "./upload-api/upload-api";
import { allowUploadsFrom } from "./upload-api/bucket-cors";

/** Pictures that land in `source` come out of `destination`, resized, and are recorded in a table. */
export class ImagePipeline extends pulumi.ComponentResource {
  readonly stores: Stores;
  readonly fn: aws.lambda.Function;
  /** Absent where the stack has none. */
  readonly uploadApi?: UploadApi;

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

    const stores = { source: source.bucket, destination: destination.bucket, table, deadLetters };
    const defaults = {
      layer: new PipelineLayer(`${name}-layer`, child).version,
      environment: functionEnvironment(config, stores, encryptionKey),
      logRetentionDays: config.logRetentionDays,
      encryptionKey,
    };
    const fn = processImageFunction(`${name}-process`, config, defaults, stores, child);
    const routes = [{ name: "image-upload-trigger", fn, events: ["s3:ObjectCreated:*"] }];
    if (config.deleteDerivatives) {
      const follower = followRemovalFunction(`${name}-removal`, config, defaults, stores, child);
      routes.push({ name: "image-removal-trigger", fn: follower, events: ["s3:ObjectRemoved:*"] });
    }
    new SourceEvents(
      `${name}-events`,
      {
        bucket: source.bucket,
        accountId: account.accountId,
        prefix: config.uploadPrefix,
        suffixes: config.suffixes,
        routes,
        eventBridge: false,
        after: [...source.ready, ...destination.ready],
      },
      child,
    );
    const { uploadApi } = config;
    if (uploadApi) {
      const args = { settings: uploadApi, account, defaults, ...stores, prefix: config.uploadPrefix };
      this.uploadApi = new UploadApi(`${name}-api`, args, child);
      if (uploadApi.corsOrigin !== undefined) allowUploadsFrom(name, uploadApi.corsOrigin, source.bucket, child);
    }

    this.stores = stores;
    this.fn = fn;
    this.registerOutputs({ source: source.bucket.id, destination: destination.bucket.id });
  }
}
