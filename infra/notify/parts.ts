import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { WebhookConfig } from "./config";
import type { EventTopic } from "./event-topic";

/** Timeout of the function that publishes events, seconds: fifty events, to a topic one by one. */
export const ANNOUNCER_TIMEOUT_SEC = 60;

/** Timeout of the function that sends them, seconds: ten side by side, each 15 s at most, and what is around it. */
export const WEBHOOK_TIMEOUT_SEC = 30;

/** What the function that publishes events works with. */
export interface AnnouncedParts {
  readonly table: aws.dynamodb.Table;
  readonly eventBusArn: pulumi.Input<string>;
  /** Absent: the events go to the event bus alone. */
  readonly topic?: EventTopic;
  /** Takes word of records that could not be announced. */
  readonly unannounced: aws.sqs.Queue;
}

/** What the function that sends them works with. */
export interface WebhookParts {
  readonly settings: WebhookConfig;
  readonly account: AccountContext;
  /** Where events wait. */
  readonly queue: aws.sqs.Queue;
}
