import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { FunctionContext, PipelineFunction } from "../pipeline-function";
import type { NotifyConfig } from "./config";
import { EventTopic } from "./event-topic";
import { ImageEvents } from "./image-events";
import { Webhook } from "./webhook";
import type { KeyRef } from "../encryption-key";

export interface NotificationsArgs {
  readonly settings: NotifyConfig;
  readonly context: FunctionContext;
  readonly account: AccountContext;
  readonly table: aws.dynamodb.Table;
  /** Key of the topic; absent: the stack has none. */
  readonly topicKey?: KeyRef;
}

/** Tells others what has become of images: on the account's event bus, and by webhook. */
export class Notifications extends pulumi.ComponentResource {
  /** Publishes the events. */
  readonly announcer: PipelineFunction;
  readonly functions: readonly PipelineFunction[];
  /** Queue of the records that could not be announced. */
  readonly unannounced: aws.sqs.Queue;
  /** Queue of the events that the webhook has not taken; absent: there is no webhook. */
  readonly undelivered?: aws.sqs.Queue;

  /** Topic of the events; absent: there is none. */
  readonly topic?: aws.sns.Topic;

  constructor(
    name: string,
    { settings, context, account, table, topicKey }: NotificationsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:Notifications", name, {}, opts);
    const child = { parent: this };
    const { partition, region, accountId } = account;
    const eventBusArn = pulumi.interpolate`arn:${partition}:events:${region}:${accountId}:event-bus/default`;
    const topic =
      settings.topic && topicKey
        ? new EventTopic(`${name}-topic`, { naming: context.naming, encryptionKey: topicKey }, child)
        : undefined;
    const events = new ImageEvents(name, { context, table, eventBusArn, topic }, child);
    const webhook =
      settings.webhook && new Webhook(`${name}-webhook`, { settings: settings.webhook, context, account }, child);
    this.announcer = events.fn;
    this.functions = [events.fn, ...(webhook ? [webhook.fn] : [])];
    this.unannounced = events.unannounced;
    this.undelivered = webhook?.undelivered;
    this.topic = topic?.topic;
    this.registerOutputs();
  }
}
