import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Layer } from "../handlers/ports";
import { makeProcessImage, type ProcessImageResult } from "../handlers/process-image";
import type { S3Event } from "../handlers/s3-event";
import type { StackConfig } from "./config";
import { listBucket, putRecords, readObjects, sendMessages, writeObjects } from "./grants";
import { PipelineFunction, type FunctionDefaults } from "./pipeline-function";

/** Tries after the first one, before the event goes to the dead-letter queue. */
const retries = 2;

/** Seconds an event may wait for its turn, retries included: 6 hours, the longest that Lambda keeps one. */
const maxEventAgeSec = 6 * 60 * 60;

export interface ProcessImageFunctionArgs {
  readonly config: StackConfig;
  readonly defaults: FunctionDefaults;
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  /** Absent: no metadata is kept. */
  readonly table?: aws.dynamodb.Table;
  readonly deadLetters: aws.sqs.Queue;
}

/** The function that turns an upload into its variants. */
export class ProcessImageFunction extends pulumi.ComponentResource {
  readonly fn: aws.lambda.Function;

  constructor(name: string, args: ProcessImageFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ProcessImageFunction", name, {}, opts);
    const { config, defaults, source, destination, table, deadLetters } = args;
    const { fn } = new PipelineFunction<S3Event, ProcessImageResult>(
      name,
      {
        functionName: "image-processing-function",
        description: "Turns an uploaded picture into its variants and records what became of it",
        callbackFactory: () => makeProcessImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
        defaults,
        grants: [
          readObjects(source, config.uploadPrefix),
          listBucket(source),
          writeObjects(destination),
          ...(table ? [putRecords(table)] : []),
          sendMessages(deadLetters),
        ],
        memoryMb: config.memoryMb,
        timeoutSec: config.timeoutSec,
        reservedConcurrency: config.reservedConcurrency,
      },
      { parent: this },
    );
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-events`,
      {
        functionName: fn.name,
        maximumRetryAttempts: retries,
        maximumEventAgeInSeconds: maxEventAgeSec,
        destinationConfig: { onFailure: { destination: deadLetters.arn } },
      },
      { parent: this },
    );
    this.fn = fn;
    this.registerOutputs({ name: fn.name });
  }
}
