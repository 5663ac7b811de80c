import * as pulumi from "@pulumi/pulumi";
import type * as aws from "@pulumi/aws";
import { privateQueue } from "./private-queue";
import { visibilityTimeoutSec } from "./queue-reader";
import type { KeyRef } from "./encryption-key";

/** Timeout of the function that reads the queue, seconds. */
export const RECORDER_TIMEOUT_SEC = 30;

/** How often a failure is tried to be recorded; AWS advises five at least ("Understanding SQS retries"). */
const MAX_RECEIVES = 5;

/** Seconds: 14 days, the maximum of SQS. */
const RETENTION_SEC = 14 * 24 * 60 * 60;

export interface FailureQueueArgs {
  /** Takes what could not be recorded. */
  readonly deadLetters: aws.sqs.Queue;
  /** KMS key; absent: a key that SQS manages. */
  readonly encryptionKey?: KeyRef;
  /** Account whose EventBridge rules may send events here that they could not deliver; absent: none. */
  readonly undeliveredFrom?: pulumi.Input<string>;
}

/** Takes every event that failed to the last, from wherever it failed, until the failure is recorded. */
export class FailureQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;

  constructor(name: string, args: FailureQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:FailureQueue", name, {}, opts);
    const { deadLetters, encryptionKey, undeliveredFrom } = args;
    this.queue = privateQueue(
      name,
      {
        encryptionKey,
        messageRetentionSeconds: RETENTION_SEC,
        visibilityTimeoutSeconds: visibilityTimeoutSec(RECORDER_TIMEOUT_SEC),
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: MAX_RECEIVES }),
        ...(undeliveredFrom === undefined ? {} : { sender: { accountId: undeliveredFrom } }),
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.queue.url });
  }
}
