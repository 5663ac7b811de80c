import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument, tlsOnly, type Statement } from "./policy-document";
import type { KeyRef } from "./encryption-key";

/** Rules of EventBridge that may send to a queue: those of an account, or one of them. */
export type EventSender = { readonly accountId: pulumi.Input<string>; readonly ruleArn?: pulumi.Input<string> };

export interface PrivateQueueArgs extends Pick<
  aws.sqs.QueueArgs,
  "messageRetentionSeconds" | "visibilityTimeoutSeconds" | "redrivePolicy"
> {
  /** KMS key; absent: a key that SQS manages. */
  readonly encryptionKey?: KeyRef;
  /** Absent: none. */
  readonly sender?: EventSender;
}

/** A queue that is encrypted and reached over TLS only, with its policy: `<name>-queue`, `<name>-policy`. */
export function privateQueue(
  name: string,
  { encryptionKey, sender, ...settings }: PrivateQueueArgs,
  opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(
    `${name}-queue`,
    {
      ...settings,
      ...(encryptionKey ? { kmsMasterKeyId: encryptionKey.arn } : { sqsManagedSseEnabled: true }),
    },
    opts,
  );
  const statements = [tlsOnly("sqs:*", [queue.arn]), ...(sender ? [eventsOf(queue, sender)] : [])];
  new aws.sqs.QueuePolicy(`${name}-policy`, { queueUrl: queue.url, policy: policyDocument(statements) }, opts);
  return queue;
}

function eventsOf(queue: aws.sqs.Queue, { accountId, ruleArn }: EventSender): Statement {
  return {
    Sid: "TakeEvents",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queue.arn,
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ...(ruleArn === undefined ? {} : { ArnEquals: { "aws:SourceArn": ruleArn } }),
    },
  };
}
