import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { IMAGE_EVENT_SOURCE, WEBHOOK_ATTEMPTS } from "../../handlers/contract";
import type { AccountContext } from "../account";
import { deliverWebhook } from "../functions";
import { PipelineFunction, type FunctionContext } from "../pipeline-function";
import { privateQueue } from "../private-queue";
import { prefixesOf } from "../routes/routes-of";
import { QueueReader, visibilityTimeoutSec } from "../queue-reader";
import type { WebhookConfig } from "./config";
import { WEBHOOK_TIMEOUT_SEC } from "./parts";

export interface WebhookArgs {
  readonly settings: WebhookConfig;
  readonly context: FunctionContext;
  readonly account: AccountContext;
}

/** Messages that one instance sends at once. */
const BATCH_SIZE = 10;

/** The least that AWS accepts: twenty requests at once are many for a receiver. */
const MAXIMUM_CONCURRENCY = 2;

/** Seconds for which EventBridge tries to send an event to the queue: a day, its maximum. */
const RULE_AGE_SEC = 24 * 60 * 60;

/** Seconds: 14 days, the maximum of SQS; of the queue as well, in whose dead letters the time goes on. */
const RETENTION_SEC = 14 * 24 * 60 * 60;

/**
 * Images of the stack among those of others. An existing bucket is shared: each stack has prefixes of its own there.
 */
function imagesOf({ config, stores }: FunctionContext) {
  const prefixes = prefixesOf(config).filter((prefix) => prefix !== "");
  const isShared = config.source !== undefined && prefixes.length > 0;
  const keys = prefixes.map((prefix) => ({ prefix }));
  return { source_bucket: [stores.source.id], ...(isShared && { original_key: keys }) };
}

/**
 * Sends the stack's events to a web server, signed. A queue between the rule and the function keeps each event until it
 * was taken, with waits that grow.
 */
export class Webhook extends pulumi.ComponentResource {
  readonly fn: PipelineFunction;
  /** Keeps what the receiver has not taken. */
  readonly undelivered: aws.sqs.Queue;

  constructor(name: string, { settings, context, account }: WebhookArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:Webhook", name, {}, opts);
    const child = { parent: this };
    const { encryptionKey } = context;
    const kept = { encryptionKey, messageRetentionSeconds: RETENTION_SEC };
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: "What has become of the stack's images",
        eventPattern: pulumi.jsonStringify({
          source: [IMAGE_EVENT_SOURCE],
          // Other stacks of the account publish to the same bus.
          detail: { image: imagesOf(context) },
        }),
      },
      child,
    );
    const sender = { accountId: account.accountId, ruleArn: rule.arn };
    this.undelivered = privateQueue(`${name}-undelivered`, { ...kept, sender }, child);
    const queue = privateQueue(
      `${name}-events`,
      {
        ...kept,
        sender,
        visibilityTimeoutSeconds: visibilityTimeoutSec(WEBHOOK_TIMEOUT_SEC),
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.undelivered.arn,
          maxReceiveCount: WEBHOOK_ATTEMPTS,
        }),
      },
      child,
    );
    this.fn = new PipelineFunction(`${name}-deliver`, deliverWebhook(context, { settings, account, queue }), child);
    const reader = new QueueReader(
      `${name}-reader`,
      { queue, fn: this.fn, batchSize: BATCH_SIZE, maximumConcurrency: MAXIMUM_CONCURRENCY },
      child,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: queue.arn,
        retryPolicy: { maximumEventAgeInSeconds: RULE_AGE_SEC, maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: this.undelivered.arn },
      },
      { ...child, dependsOn: [reader] },
    );
    this.registerOutputs({ name: this.fn.functionName });
  }
}
