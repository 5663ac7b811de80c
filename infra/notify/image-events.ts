import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { announceImages } from "../functions";
import { PipelineFunction, type FunctionContext } from "../pipeline-function";
import { mappedName } from "../function-target";
import { privateQueue } from "../private-queue";
import type { EventTopic } from "./event-topic";

export interface ImageEventsArgs {
  readonly context: FunctionContext;
  readonly table: aws.dynamodb.Table;
  readonly eventBusArn: pulumi.Input<string>;
  /** Absent: the events go to the event bus alone. */
  readonly topic?: EventTopic;
}

/** Records that one invocation announces at most. */
const BATCH_SIZE = 50;

/**
 * Seconds for which publishing is tried: 23 hours, as long as the stream keeps a record but for one, in which what the
 * dead letter names can still be read there.
 */
const MAX_RECORD_AGE_SEC = 23 * 60 * 60;

/** Seconds: 14 days, the maximum of SQS. */
const RETENTION_SEC = 14 * 24 * 60 * 60;

/** Publishes an event to the event bus for every final state of an image, once its record says so. */
export class ImageEvents extends pulumi.ComponentResource {
  readonly fn: PipelineFunction;
  /** Takes word of records that could not be announced. */
  readonly unannounced: aws.sqs.Queue;

  constructor(
    name: string,
    { context, table, eventBusArn, topic }: ImageEventsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:ImageEvents", name, {}, opts);
    const child = { parent: this };
    const { encryptionKey } = context;
    this.unannounced = privateQueue(
      `${name}-unannounced`,
      { encryptionKey, messageRetentionSeconds: RETENTION_SEC },
      child,
    );
    this.fn = new PipelineFunction(
      `${name}-announce`,
      announceImages(context, { table, eventBusArn, topic, unannounced: this.unannounced }),
      child,
    );
    new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        eventSourceArn: table.streamArn,
        functionName: mappedName(this.fn.target),
        startingPosition: "TRIM_HORIZON",
        batchSize: BATCH_SIZE,
        bisectBatchOnFunctionError: true,
        // It ends by age: an outage of the event bus may be long, and all of a batch is harmless.
        maximumRetryAttempts: -1,
        maximumRecordAgeInSeconds: MAX_RECORD_AGE_SEC,
        functionResponseTypes: ["ReportBatchItemFailures"],
        destinationConfig: { onFailure: { destinationArn: this.unannounced.arn } },
      },
      { ...child, dependsOn: [...this.fn.ready] },
    );
    this.registerOutputs({ name: this.fn.functionName });
  }
}
