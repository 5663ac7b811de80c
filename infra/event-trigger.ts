import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { qualified } from "./function-target";
import { objectDelivery, objectPattern, type ObjectPatternSpec } from "./object-pattern";
import type { PipelineFunction } from "./pipeline-function";

export interface EventTriggerArgs {
  readonly description: string;
  readonly events: ObjectPatternSpec;
  readonly fn: PipelineFunction;
  /** Takes the events that could not be delivered. What the function fails for goes where its own settings say. */
  readonly failures: aws.sqs.Queue;
}

/** Invokes a function for events of a bucket that is not ours, through a rule on the account's event bus. */
export class EventTrigger extends pulumi.ComponentResource {
  constructor(name: string, args: EventTriggerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:EventTrigger", name, {}, opts);
    const child = { parent: this };
    const { description, events, fn, failures } = args;
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      { description, eventPattern: objectPattern(events) },
      child,
    );
    const permission = new aws.lambda.Permission(
      `${name}-invoke`,
      {
        action: "lambda:InvokeFunction",
        function: fn.fn.name,
        ...qualified(fn.target),
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
      },
      child,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      { rule: rule.name, arn: fn.target.arn, ...objectDelivery(failures) },
      { ...child, dependsOn: [permission, ...fn.ready] },
    );
    this.registerOutputs();
  }
}
