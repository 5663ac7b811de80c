import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { FunctionContext, PipelineFunction } from "../pipeline-function";
import type { NotifyConfig } from "./config";
import { ImageEvents } from "./image-events";
import { Webhook } from "./webhook";

export interface NotificationsArgs {
  readonly settings: NotifyConfig;
  readonly context: FunctionContext;
  readonly account: AccountContext;
  readonly table: aws.dynamodb.Table;
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

  constructor(
    name: string,
    { settings, context, account, table }: NotificationsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:Notifications", name, {}, opts);
    const child = { parent: this };
    const { partition, region, accountId } = account;
    const eventBusArn = pulumi.interpolate`arn:${partition}:events:${region}:${accountId}:event-bus/default`;
    const events = new ImageEvents(name, { context, table, eventBusArn }, child);
    const webhook =
      settings.webhook && new Webhook(`${name}-webhook`, { settings: settings.webhook, context, account }, child);
    this.announcer = events.fn;
    this.functions = [events.fn, ...(webhook ? [webhook.fn] : [])];
    this.unannounced = events.unannounced;
    this.undelivered = webhook?.undelivered;
    this.registerOutputs();
  }
}
