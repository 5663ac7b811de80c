import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { privateQueue } from "./private-queue";
import type { KeyRef } from "./encryption-key";

/** 14 days, the maximum of SQS: time to find and mend the cause. */
const RETENTION_SEC = 14 * 24 * 60 * 60;

export interface DeadLetterQueueArgs {
  /** KMS key; absent: a key that SQS manages. */
  readonly encryptionKey?: KeyRef;
}

/** Keeps the events that could not be processed: encrypted, TLS only. */
export class DeadLetterQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;

  constructor(name: string, { encryptionKey }: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:DeadLetterQueue", name, {}, opts);
    this.queue = privateQueue(name, { encryptionKey, messageRetentionSeconds: RETENTION_SEC }, { parent: this });
    this.registerOutputs({ url: this.queue.url });
  }
}
