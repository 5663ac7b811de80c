import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { Alerts } from "../alert-topic";
import { onceReviewed } from "./report-remarks";
import { reviewTopic } from "./topic-review";

export interface ExistingTopicArgs {
  /** Name, or ARN. */
  readonly topic: string;
  readonly account: AccountContext;
  /** KMS key that the publishers' roles may use; absent: none. */
  readonly encryptionKey?: Alerts["encryptionKey"];
}

/** A topic that others own. It is read, reviewed and never changed; it stays when the stack is destroyed. */
export class ExistingTopic extends pulumi.ComponentResource implements Alerts {
  /** Its ARN, once the review has found nothing that keeps the pipeline from working. */
  readonly topic: Alerts["topic"];
  readonly encryptionKey?: Alerts["encryptionKey"];

  constructor(name: string, args: ExistingTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ExistingTopic", name, {}, opts);
    const { account, encryptionKey } = args;
    const { partition, region, accountId } = account;
    const arn = args.topic.startsWith("arn:")
      ? args.topic
      : pulumi.interpolate`arn:${partition}:sns:${region}:${accountId}:${args.topic}`;
    const topic = aws.sns.Topic.get(`${name}-topic`, arn, undefined, { parent: this });
    const subject = { what: "topic", name: args.topic, resource: topic };
    const remarks = pulumi
      .all([topic.policy, topic.kmsMasterKeyId, encryptionKey?.arn])
      .apply(([policy, keyId, keyArn]) =>
        reviewTopic({ policy, ...(keyId !== undefined && keyId !== "" && { keyId }) }, keyArn),
      );
    this.topic = { arn: onceReviewed(subject, topic.arn, [remarks]) };
    this.encryptionKey = encryptionKey;
    this.registerOutputs({ arn: this.topic.arn });
  }
}
