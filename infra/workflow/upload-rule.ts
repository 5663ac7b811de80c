import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { objectDelivery, objectPattern, type ObjectPatternSpec } from "../object-pattern";

export type UploadRuleArgs = Omit<ObjectPatternSpec, "what">;

export interface UploadRuleTarget {
  /** Takes the events. */
  readonly queue: aws.sqs.Queue;
  /** Takes the events that could not be delivered. */
  readonly failures: aws.sqs.Queue;
}

/** Sends an event to a queue for every object that is created in a bucket. */
export class UploadRule extends pulumi.ComponentResource {
  readonly rule: aws.cloudwatch.EventRule;
  private readonly name: string;

  constructor(name: string, args: UploadRuleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:UploadRule", name, {}, opts);
    this.name = name;
    this.rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      { description: "Uploaded images", eventPattern: objectPattern({ ...args, what: "created" }) },
      { parent: this },
    );
    this.registerOutputs();
  }

  /** Where the events go. Apart from the rule, which the queue's policy names. */
  sendTo({ queue, failures }: UploadRuleTarget): aws.cloudwatch.EventTarget {
    return new aws.cloudwatch.EventTarget(
      `${this.name}-target`,
      { rule: this.rule.name, arn: queue.arn, ...objectDelivery(failures) },
      { parent: this },
    );
  }
}
