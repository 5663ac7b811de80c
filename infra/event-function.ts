import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sendMessages } from "./grants";
import { PipelineFunction, type PipelineFunctionArgs } from "./pipeline-function";

/** Tries after the first one, before the event goes to the dead-letter queue. */
const RETRIES = 2;

/** Seconds an event may wait for its turn, retries included: 6 hours, the longest that Lambda keeps one. */
const MAX_EVENT_AGE_SEC = 6 * 60 * 60;

export interface EventFunctionArgs<E, R> extends PipelineFunctionArgs<E, R> {
  /** Takes the events that failed to the last. */
  readonly deadLetters: aws.sqs.Queue;
}

/** A function that events invoke: nobody waits for its answer, so what fails has to be kept. */
export class EventFunction<E, R> extends pulumi.ComponentResource {
  readonly fn: aws.lambda.Function;

  constructor(name: string, args: EventFunctionArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:EventFunction", name, {}, opts);
    const child = { parent: this };
    const { deadLetters, ...rest } = args;
    this.fn = new PipelineFunction<E, R>(
      name,
      { ...rest, grants: [...args.grants, sendMessages(deadLetters)] },
      child,
    ).fn;
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-events`,
      {
        functionName: this.fn.name,
        maximumRetryAttempts: RETRIES,
        maximumEventAgeInSeconds: MAX_EVENT_AGE_SEC,
        destinationConfig: { onFailure: { destination: deadLetters.arn } },
      },
      child,
    );
    this.registerOutputs({ name: this.fn.name });
  }
}
