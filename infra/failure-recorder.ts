import * as pulumi from "@pulumi/pulumi";
import { recordFailure } from "./functions";
import { PipelineFunction, type FunctionContext } from "./pipeline-function";
import { QueueReader } from "./queue-reader";

/** Failures that one instance records at once. */
const BATCH_SIZE = 10;

/** The least that AWS accepts: failures can wait. */
const MAXIMUM_CONCURRENCY = 2;

/** Records what the queue of failures holds, and passes it on to the dead-letter queue in one shape. */
export class FailureRecorder extends pulumi.ComponentResource {
  readonly fn: PipelineFunction;

  constructor(name: string, context: FunctionContext, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:FailureRecorder", name, {}, opts);
    const child = { parent: this };
    this.fn = new PipelineFunction(name, recordFailure(context), child);
    new QueueReader(
      `${name}-reader`,
      {
        queue: context.stores.failures,
        fn: this.fn,
        batchSize: BATCH_SIZE,
        maximumConcurrency: MAXIMUM_CONCURRENCY,
      },
      child,
    );
    this.registerOutputs({ name: this.fn.functionName });
  }
}
