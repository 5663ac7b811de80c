import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { requireAlerts, type Alerts } from "./alert-topic";
import { Canary } from "./canary/canary";
import { CodecLayer } from "./codec-layer";
import type { StackConfig } from "./config";
import { Delivery } from "./delivery/delivery";
import type { KeyRef } from "./encryption-key";
import { FailureRecorder } from "./failure-recorder";
import { followRemoval } from "./functions";
import { makeIngest, type Ingest } from "./ingest";
import { Monitoring } from "./monitoring/monitoring";
import { Notifications } from "./notify/notifications";
import { networkAccess } from "./organisation/network-access";
import { roleArgs } from "./organisation/role-args";
import { PipelineFunction, type FunctionContext } from "./pipeline-function";
import { PipelineLayer } from "./pipeline-layer";
import { needsKey, publishesAlerts } from "./shared-needs";
import { makeAlerts, makeKey } from "./shared-resources";
import { SourceEvents } from "./source-events";
import { formerNames, stackLabel, type Naming } from "./physical-names";
import { makeStores, type Stores } from "./stores";
import { allowUploadsFrom } from "./upload-api/cors";
import { UploadApi } from "./upload-api/upload-api";

/** What a pipeline consists of. */
export interface PipelineParts {
  readonly config: StackConfig;
  readonly stores: Stores;
  /** Encrypts images, records and messages; absent: keys that AWS manages do. */
  readonly encryptionKey?: KeyRef;
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
  readonly alerts?: Alerts;
}

/**
 * Declares the parts of a pipeline below its component.
 *
 * @param aliases those of the component
 */
export function declareParts(
  name: string,
  config: StackConfig,
  parent: pulumi.ComponentResource,
  aliases: pulumi.ComponentResourceOptions["aliases"],
): PipelineParts {
  const child = { parent };
  const account = currentAccount(parent);
  const { accountId } = account;
  const naming: Naming = { names: config.names, pipeline: name, formerPipelines: formerNames(aliases) };

  // Bucket and key let the distribution in, and it is declared on the bucket: they know it before it is declared.
  const [distributionArn, knowDistribution] = config.delivery ? pulumi.deferredOutput<string>() : [];

  const key = needsKey(config)
    ? makeKey(`${name}-encryption`, { config, account, ...(config.encryption === "kms" && { distributionArn }) }, child)
    : undefined;
  const encryptionKey = config.encryption === "kms" ? key : undefined;

  // Stores
  const stores = makeStores(name, config, { naming, account, encryptionKey, distributionArn }, child);
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
  // The name of an existing bucket has no random digits, and other stacks may have it, too.
  const label = stackLabel(config.names, config.source ? stores.deadLetters.name : stores.source.bucket);
  const layer = new PipelineLayer(`${name}-layer`, { layerName: label }, child).version;
  const codecLayers = config.optionalFormats.map(
    (format) =>
      new CodecLayer(`${name}-${format}`, { format, layerName: pulumi.interpolate`${label}-${format}` }, child).version,
  );
  const context: FunctionContext = {
    ...{ config, naming, label, stores, layer, codecLayers, delivery, encryptionKey },
    roleArgs: roleArgs(config.roles, account),
    ...(config.vpc && { network: networkAccess(config.vpc, account) }),
  };
  const alerts = publishesAlerts(config)
    ? makeAlerts(`${name}-alerts`, { config, naming, account, ...(key && { key }) }, child)
    : undefined;

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
  if (corsOrigin !== undefined && !config.source) allowUploadsFrom(name, corsOrigin, stores.source, child);

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
  const functions = [
    ...ingest.functions,
    ...(removals ? [removals] : []),
    failures,
    ...(uploadApi?.functions ?? []),
    ...(notifications?.functions ?? []),
  ];
  const canary =
    config.deployment === "allAtOnce"
      ? undefined
      : new Canary(`${name}-canary`, { context, account, alerts, functions }, child);

  // Monitoring
  if (config.monitoring) {
    new Monitoring(
      `${name}-monitoring`,
      {
        naming,
        settings: config.monitoring,
        topic: requireAlerts(alerts, "monitoring").topic,
        region: account.region,
        watched: {
          label,
          functions: [...ingest.functions, ...(removals ? [removals] : []), failures, ...(uploadApi?.functions ?? [])],
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

  return { config, stores, encryptionKey, ingest, removals, uploadApi, notifications, delivery, canary, alerts };
}
