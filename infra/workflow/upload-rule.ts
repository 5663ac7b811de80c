import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eventBridgeSource } from "../../handlers/contract";

export interface UploadRuleArgs {
  readonly bucket: aws.s3.Bucket;
  /** Only keys that begin with it. */
  readonly prefix: string;
  /** Only keys that end with one of them; empty: all. */
  readonly suffixes: readonly string[];
}

export interface UploadRuleTarget {
  /** Takes the events. */
  readonly queue: aws.sqs.Queue;
  /** Takes the events that could not be delivered. */
  readonly failures: aws.sqs.Queue;
}

/** Seconds for which EventBridge tries to deliver an event. */
export const UPLOAD_RULE_AGE_SEC = 6 * 60 * 60;

/** Sends an event to a queue for every object that is created in a bucket. */
export class UploadRule extends pulumi.ComponentResource {
  readonly rule: aws.cloudwatch.EventRule;
  private readonly name: string;

  constructor(name: string, args: UploadRuleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:UploadRule", name, {}, opts);
    const { bucket, prefix, suffixes } = args;
    this.name = name;
    this.rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: "Uploaded images",
        eventPattern: pulumi.jsonStringify({
          source: [eventBridgeSource.source],
          "detail-type": [eventBridgeSource.detailType],
          detail: { bucket: { name: [bucket.id] }, ...keyPattern(prefix, suffixes) },
        }),
      },
      { parent: this },
    );
    this.registerOutputs();
  }

  /** Where the events go. Apart from the rule, which the queue's policy names. */
  sendTo({ queue, failures }: UploadRuleTarget): aws.cloudwatch.EventTarget {
    return new aws.cloudwatch.EventTarget(
      `${this.name}-target`,
      {
        rule: this.rule.name,
        arn: queue.arn,
        retryPolicy: { maximumEventAgeInSeconds: UPLOAD_RULE_AGE_SEC, maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: failures.arn },
      },
      { parent: this },
    );
  }
}

/** The filter on keys. A prefix with suffixes takes wildcards: in a pattern, `prefix` and `suffix` are alternatives. */
function keyPattern(prefix: string, suffixes: readonly string[]): object {
  if (suffixes.length === 0) return prefix === "" ? {} : { object: { key: [{ prefix }] } };
  const key = suffixes.map((suffix) => (prefix === "" ? { suffix } : { wildcard: `${prefix}*${literal(suffix)}` }));
  return { object: { key } };
}

const literal = (text: string): string => text.replace(/[*\\]/g, "\\$&");
