import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mappedName } from "./function-target";
import type { PipelineFunction } from "./pipeline-function";

export interface QueueReaderArgs {
  readonly queue: aws.sqs.Queue;
  readonly fn: PipelineFunction;
  /** Messages that one instance gets at once, 1..10. */
  readonly batchSize: number;
  /** Instances at most, 2..1000. A queue that all of them are busy for waits; no message is handed out for that. */
  readonly maximumConcurrency: number;
}

/** Invokes a function for the messages of a queue. The function reports which of a batch are not done. */
export class QueueReader extends pulumi.ComponentResource {
  readonly mapping: aws.lambda.EventSourceMapping;

  constructor(name: string, args: QueueReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:QueueReader", name, {}, opts);
    const { queue, fn, batchSize, maximumConcurrency } = args;
    this.mapping = new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        eventSourceArn: queue.arn,
        functionName: mappedName(fn.target),
        batchSize,
        scalingConfig: { maximumConcurrency },
        functionResponseTypes: ["ReportBatchItemFailures"],
      },
      { parent: this, dependsOn: [...fn.ready] },
    );
    this.registerOutputs();
  }
}

/**
 * Seconds that a message is hidden for a function of this timeout: six times as long, as AWS advises, so that Lambda
 * can invoke a throttled function again ("Creating and configuring an Amazon SQS event source mapping").
 */
export function visibilityTimeoutSec(timeoutSec: number): number {
  return 6 * timeoutSec;
}
