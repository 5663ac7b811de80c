import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { AlertTopic, requireAlerts } from "./alert-topic";
import { Canary } from "./canary/canary";
import { CodecLayer } from "./codec-layer";
import type { StackConfig } from "./config";
import { Delivery } from "./delivery/delivery";
import { EncryptionKey } from "./encryption-key";
import { FailureRecorder } from "./failure-recorder";
import { followRemoval } from "./functions";
import { makeIngest, type Ingest } from "./ingest";
import { Monitoring } from "./monitoring/monitoring";
import { Notifications } from "./notify/notifications";
import { PipelineFunction, type FunctionContext } from "./pipeline-function";
import { PipelineLayer } from "./pipeline-layer";
import { SourceEvents } from "./source-events";
import { stackLabel } from "./physical-names";
import { makeStores, type Stores } from "./stores";
import { allowUploadsFrom } from "./upload-api/cors";
import { UploadApi } from "./upload-api/upload-api";

export type { StackOutputs } from "../handlers/contract";

/** Images that are uploaded to the source bucket are resized into the destination bucket and recorded in a table. */
export class ImagePipeline extends pulumi.ComponentResource {
  readonly stores: Stores;
  /** Encrypts images, records and messages; absent: keys that AWS manages do. */
  readonly encryptionKey?: aws.kms.Key;
  readonly ingest: Ingest;
  /** Follows removals; absent: results and records stay. */
  readonly removals?: PipelineFunction;
  /** Absent: config switches it off. */
  readonly uploadApi?: UploadApi;
  /** Absent: nobody is told what has become of images. */
  readonly notifications?: Notifications;
  /** In front of the results; absent: config switches it off. */
  readonly delivery?: Delivery;
  /** Releases of new code; absent: functions get it with the update. */
  readonly canary?: Canary;
  /** Topic of refusals and alarms; absent: no part of the stack publishes any. */
  readonly alerts?: AlertTopic;

  constructor(name: string, config: StackConfig, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ImagePipeline", name, {}, opts);
    const child = { parent: this };
    const account = currentAccount(this);
    const { accountId } = account;

    // Bucket and key let the distribution in, and it is declared on the bucket: they know it before it is declared.
    const [distributionArn, knowDistribution] = config.delivery ? pulumi.deferredOutput<string>() : [];

    const alertsEnabled = config.ingest.mode === "workflow" || config.monitoring !== undefined;
    const needsKey = config.encryption === "kms" || alertsEnabled || config.notify?.topic === true;
    const key = needsKey
      ? new EncryptionKey(
          `${name}-encryption`,
          {
            account,
            protect: config.production,
            ...(config.encryption === "kms" && { distributionArn }),
          },
          child,
        ).key
      : undefined;
    const encryptionKey = config.encryption === "kms" ? key : undefined;
    // CloudWatch can publish to an encrypted topic only with a key of ours, whatever the data is encrypted with.
    const alertKey = alertsEnabled ? key : undefined;

    // Stores
    const stores = makeStores(name, config, { account, encryptionKey, distributionArn }, child);
    const delivery =
      config.delivery &&
      new Delivery(
        `${name}-delivery`,
        {
          settings: config.delivery,
          account,
          bucket: stores.destination,
          variants: config.variants,
          address: config.address,
          logBucket: stores.accessLogs,
          protect: config.production,
        },
        child,
      );
    if (delivery) knowDistribution?.(delivery.distribution.arn);
    const label = stackLabel(config.names, stores.source);
    const layer = new PipelineLayer(`${name}-layer`, { layerName: label }, child).version;
    const codecLayers = config.optionalFormats.map(
      (format) =>
        new CodecLayer(`${name}-${format}`, { format, layerName: pulumi.interpolate`${label}-${format}` }, child)
          .version,
    );
    const context: FunctionContext = { config, label, stores, layer, codecLayers, delivery, encryptionKey };
    const alerts =
      alertKey &&
      new AlertTopic(
        `${name}-alerts`,
        { names: config.names, encryptionKey: alertKey, accountId, email: config.monitoring?.email },
        child,
      );

    // Ingest: what the source bucket's events start
    const ingest = makeIngest(name, { context, account, alerts }, child);
    const removals = config.deleteDerivatives
      ? new PipelineFunction(`${name}-removal`, followRemoval(context), child)
      : undefined;
    const failures = new FailureRecorder(`${name}-failure`, context, child).fn;
    new SourceEvents(`${name}-events`, { context, accountId, ingest, removals }, child);

    // API
    const uploadApi =
      config.uploadApi && new UploadApi(`${name}-api`, { settings: config.uploadApi, context, account }, child);
    const corsOrigin = config.uploadApi?.corsOrigin;
    if (corsOrigin !== undefined) allowUploadsFrom(name, corsOrigin, stores.source, child);

    // Events
    const { notify } = config;
    const notifications =
      notify && stores.table
        ? new Notifications(
            `${name}-notify`,
            { settings: notify, context, account, table: stores.table, topicKey: key },
            child,
          )
        : undefined;

    // Releases
    const canary =
      config.deployment === "allAtOnce"
        ? undefined
        : new Canary(
            `${name}-canary`,
            {
              names: config.names,
              accountId,
              alerts,
              functions: [
                ...ingest.functions,
                ...(removals ? [removals] : []),
                failures,
                ...(uploadApi?.functions ?? []),
                ...(notifications?.functions ?? []),
              ],
            },
            child,
          );

    // Monitoring
    if (config.monitoring) {
      new Monitoring(
        `${name}-monitoring`,
        {
          names: config.names,
          settings: config.monitoring,
          topic: requireAlerts(alerts, "monitoring").topic,
          region: account.region,
          watched: {
            label,
            functions: [
              ...ingest.functions,
              ...(removals ? [removals] : []),
              failures,
              ...(uploadApi?.functions ?? []),
            ],
            deadLetters: stores.deadLetters.name,
            api: uploadApi && { name: uploadApi.api.name, stage: uploadApi.stage.stageName },
            notify: notifications && {
              functions: notifications.functions,
              announcer: notifications.announcer,
              deadLetters: [notifications.unannounced, notifications.undelivered].flatMap((queue) => queue?.name ?? []),
            },
            workflow:
              ingest.mode === "workflow"
                ? { stateMachine: ingest.workflow.machine.arn, workQueue: ingest.workflow.workQueue.name }
                : undefined,
          },
        },
        child,
      );
    }

    this.stores = stores;
    this.encryptionKey = encryptionKey;
    this.ingest = ingest;
    this.removals = removals;
    this.uploadApi = uploadApi;
    this.notifications = notifications;
    this.delivery = delivery;
    this.canary = canary;
    this.alerts = alerts;
    this.registerOutputs({ source: stores.source.id, destination: stores.destination.id });
  }
}
