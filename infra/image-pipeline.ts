import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { AlertTopic } from "./alert-topic";
import { makeBuckets } from "./buckets";
import type { StackConfig } from "./config";
import { DeadLetterQueue } from "./dead-letter-queue";
import { EncryptionKey } from "./encryption-key";
import { functionEnvironment } from "./environment";
import { followRemovalFunction } from "./follow-removal-function";
import { MetadataTable } from "./metadata-table";
import { Monitoring } from "./monitoring/monitoring";
import type { FunctionDefaults } from "./pipeline-function";
import { PipelineLayer } from "./pipeline-layer";
import { processImageFunction } from "./process-image-function";
import { SourceEvents, type EventRoute } from "./source-events";
import type { Stores } from "./stores";
import { allowUploadsFrom } from "./upload-api/bucket-cors";
import { UploadApi } from "./upload-api/upload-api";
import { ImageWorkflow } from "./workflow/image-workflow";

/** Pictures that land in `source` come out of `destination`, resized, and are recorded in a table. */
export class ImagePipeline extends pulumi.ComponentResource {
  readonly stores: Stores;
  /** Processes uploads; absent where the workflow does. */
  readonly fn?: aws.lambda.Function;
  readonly workflow?: ImageWorkflow;
  /** Where people are told of refusals and alarms; absent where nothing tells. */
  readonly topic?: aws.sns.Topic;
  /** Absent where the stack has none. */
  readonly uploadApi?: UploadApi;

  constructor(name: string, config: StackConfig, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ImagePipeline", name, {}, opts);
    const child = { parent: this };
    const account = currentAccount(this);
    const { accountId } = account;
    const { workflow, monitoring, uploadApi } = config;
    // People are told through an encrypted topic, which needs a key of ours whatever the rest is encrypted with.
    const tells = workflow !== undefined || monitoring !== undefined;
    const key =
      config.encryption === "kms" || tells ? new EncryptionKey(`${name}-encryption`, account, child).key : undefined;
    const encryptionKey = config.encryption === "kms" ? key : undefined;

    const buckets = makeBuckets(name, config, { encryptionKey, accountId }, child);
    const stores: Stores = {
      source: buckets.source.bucket,
      destination: buckets.destination.bucket,
      table: config.metadata
        ? new MetadataTable(`${name}-metadata`, { encryptionKey, deletionProtection: config.production }, child).table
        : undefined,
      deadLetters: new DeadLetterQueue(
        `${name}-dead-letters`,
        { encryptionKey, rulesOf: workflow ? accountId : undefined },
        child,
      ).queue,
    };
    const defaults: FunctionDefaults = {
      layer: new PipelineLayer(`${name}-layer`, child).version,
      environment: functionEnvironment(config, stores, encryptionKey),
      logRetentionDays: config.logRetentionDays,
      encryptionKey,
    };
    const topic =
      tells && key
        ? new AlertTopic(`${name}-alerts`, { encryptionKey: key, accountId, email: monitoring?.email }, child).topic
        : undefined;

    const functions: aws.lambda.Function[] = [];
    const routes: EventRoute[] = [];
    if (workflow && topic && key) {
      this.workflow = new ImageWorkflow(
        `${name}-workflow`,
        { settings: workflow, config, account, defaults, stores, topic, topicKey: key },
        child,
      );
      const { inspect, render, describe } = this.workflow.functions;
      functions.push(inspect, render, describe);
    } else {
      this.fn = processImageFunction(`${name}-process`, { config, defaults, stores }, child);
      functions.push(this.fn);
      routes.push({ name: "image-upload-trigger", fn: this.fn, events: ["s3:ObjectCreated:*"] });
    }
    if (config.deleteDerivatives) {
      const follower = followRemovalFunction(`${name}-removal`, { config, defaults, stores }, child);
      functions.push(follower);
      routes.push({ name: "image-removal-trigger", fn: follower, events: ["s3:ObjectRemoved:*"] });
    }
    new SourceEvents(
      `${name}-events`,
      {
        bucket: stores.source,
        accountId,
        prefix: config.uploadPrefix,
        suffixes: config.suffixes,
        routes,
        eventBridge: workflow !== undefined,
        after: [...buckets.source.ready, ...buckets.destination.ready, ...(this.workflow?.ready ?? [])],
      },
      child,
    );
    if (uploadApi) {
      const args = { settings: uploadApi, account, defaults, ...stores, prefix: config.uploadPrefix };
      this.uploadApi = new UploadApi(`${name}-api`, args, child);
      functions.push(...this.uploadApi.functions);
      if (uploadApi.corsOrigin !== undefined) allowUploadsFrom(name, uploadApi.corsOrigin, stores.source, child);
    }
    if (monitoring && topic) {
      const { machine } = this.workflow ?? {};
      const { api, stage } = this.uploadApi ?? {};
      new Monitoring(
        `${name}-monitoring`,
        {
          settings: monitoring,
          topic,
          region: account.region,
          functions,
          refusing: this.workflow?.functions.render,
          deadLetters: stores.deadLetters,
          api,
          stage,
          machine,
        },
        child,
      );
    }

    this.stores = stores;
    this.topic = topic;
    this.registerOutputs({ source: stores.source.id, destination: stores.destination.id });
  }
}
