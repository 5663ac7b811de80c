import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson, tlsOnly, type Statement } from "./policy-document";

/** 14 days, the maximum of SQS: time to find and mend the cause. */
const RETENTION_SEC = 14 * 24 * 60 * 60;

export interface DeadLetterQueueArgs {
  /** KMS key; absent: a key that SQS manages. */
  readonly encryptionKey?: aws.kms.Key;
  /** Account whose EventBridge rules may send events here that they could not deliver; absent: none. */
  readonly undeliveredFrom?: pulumi.Input<string>;
}

/** Keeps the events that could not be processed: encrypted, TLS only. */
export class DeadLetterQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;

  constructor(
    name: string,
    { encryptionKey, undeliveredFrom }: DeadLetterQueueArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:DeadLetterQueue", name, {}, opts);
    const child = { parent: this };
    this.queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        messageRetentionSeconds: RETENTION_SEC,
        ...(encryptionKey ? { kmsMasterKeyId: encryptionKey.arn } : { sqsManagedSseEnabled: true }),
      },
      child,
    );
    new aws.sqs.QueuePolicy(
      `${name}-policy`,
      {
        queueUrl: this.queue.url,
        policy: policyJson([
          tlsOnly("sqs:*", [this.queue.arn]),
          ...(undeliveredFrom === undefined ? [] : [undeliveredEvents(this.queue, undeliveredFrom)]),
        ]),
      },
      child,
    );
    this.registerOutputs({ url: this.queue.url });
  }
}

function undeliveredEvents(queue: aws.sqs.Queue, accountId: pulumi.Input<string>): Statement {
  return {
    Sid: "KeepUndeliveredEvents",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queue.arn,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}
