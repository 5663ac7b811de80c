import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eventBridgeSource } from "../../handlers/contract";
import { startExecutions } from "../grants";
import { grantsPolicy, trustPolicy } from "../policy-document";

export interface UploadRuleArgs {
  readonly bucket: aws.s3.Bucket;
  readonly machine: aws.sfn.StateMachine;
  readonly accountId: pulumi.Input<string>;
  /** Only keys that begin with it. */
  readonly prefix: string;
  /** Only keys that end with one of them; empty: all. */
  readonly suffixes: readonly string[];
  /** Keeps the events that could not be delivered. */
  readonly deadLetters: aws.sqs.Queue;
}

/** Starts an execution for every object that is created in a bucket. */
export class UploadRule extends pulumi.ComponentResource {
  readonly target: aws.cloudwatch.EventTarget;

  constructor(name: string, args: UploadRuleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:UploadRule", name, {}, opts);
    const child = { parent: this };
    const { bucket, machine, accountId, prefix, suffixes, deadLetters } = args;
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: "Uploaded images",
        eventPattern: pulumi.jsonStringify({
          source: [eventBridgeSource.source],
          "detail-type": [eventBridgeSource.detailType],
          detail: { bucket: { name: [bucket.id] }, ...keyPattern(prefix, suffixes) },
        }),
      },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Lets EventBridge start image-workflow",
        assumeRolePolicy: trustPolicy("events.amazonaws.com", accountId),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: grantsPolicy([startExecutions(machine)]) },
      child,
    );
    this.target = new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: machine.arn,
        roleArn: role.arn,
        retryPolicy: { maximumEventAgeInSeconds: 6 * 60 * 60, maximumRetryAttempts: 8 },
        deadLetterConfig: { arn: deadLetters.arn },
      },
      { ...child, dependsOn: [policy] },
    );
    this.registerOutputs();
  }
}

/** The filter on keys. A prefix with suffixes takes wildcards: in a pattern, `prefix` and `suffix` are alternatives. */
function keyPattern(prefix: string, suffixes: readonly string[]): object {
  if (suffixes.length === 0) return prefix === "" ? {} : { object: { key: [{ prefix }] } };
  const key = suffixes.map((suffix) => (prefix === "" ? { suffix } : { wildcard: `${prefix}*${literal(suffix)}` }));
  return { object: { key } };
}

const literal = (text: string): string => text.replace(/[*\\]/g, "\\$&");
