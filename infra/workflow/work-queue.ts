import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { workLimits } from "../../handlers/contract";
import { privateQueue, type EventSender } from "../private-queue";
import { visibilityTimeoutSec } from "../queue-reader";
import type { WorkflowConfig } from "./config";
import type { KeyRef } from "../encryption-key";

/** Seconds for a whole execution. An EXPRESS one may run for five minutes at most, and a function waits for its end. */
export const EXECUTION_TIMEOUT_SEC = 240;

/** Timeout of the function that runs executions, seconds: that of an execution, and a minute to start it and report. */
export const EXECUTIONS_TIMEOUT_SEC = EXECUTION_TIMEOUT_SEC + 60;

/** Seconds that the queue keeps a message: 4 days, less than those keep it that a failure goes to. */
export const WORK_RETENTION_SEC = 4 * 24 * 60 * 60;

/** What works off the queue. */
export interface WorkQueueParts {
  readonly queue: aws.sqs.Queue;
  readonly machine: aws.sfn.StateMachine;
  readonly type: WorkflowConfig["type"];
}

export interface WorkQueueArgs {
  /** Takes what came back too often. */
  readonly failures: aws.sqs.Queue;
  readonly sender: EventSender;
  /** KMS key; absent: a key that SQS manages. */
  readonly encryptionKey?: KeyRef;
}

/** Where images wait for the workflow: a message is deleted when its execution has succeeded. */
export class WorkQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;

  constructor(
    name: string,
    { failures, sender, encryptionKey }: WorkQueueArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:WorkQueue", name, {}, opts);
    this.queue = privateQueue(
      name,
      {
        encryptionKey,
        sender,
        messageRetentionSeconds: WORK_RETENTION_SEC,
        visibilityTimeoutSeconds: visibilityTimeoutSec(EXECUTIONS_TIMEOUT_SEC),
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: failures.arn,
          maxReceiveCount: workLimits.receives,
        }),
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.queue.url });
  }
}
