import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson, tlsOnly, type Statement } from "./policy-document";

export interface AlertTopicArgs {
  /** A topic that alarms publish to cannot use the key that AWS manages: only a key's owner can let CloudWatch use it. */
  readonly encryptionKey: aws.kms.Key;
  readonly accountId: pulumi.Input<string>;
  /** Who gets a mail of every message, once they have agreed to it; absent: nobody. */
  readonly email?: string;
}

/** Where people are told: encrypted, TLS only, published to by this account's alarms and by roles that may. */
export class AlertTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(
    name: string,
    { encryptionKey, accountId, email }: AlertTopicArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:AlertTopic", name, {}, opts);
    const child = { parent: this };
    this.topic = new aws.sns.Topic(`${name}-topic`, { name: "image-alerts", kmsMasterKeyId: encryptionKey.arn }, child);
    const alarms: Statement = {
      Sid: "AlarmsOfThisAccount",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: this.topic.arn,
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    };
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      { arn: this.topic.arn, policy: policyJson([tlsOnly("sns:Publish", [this.topic.arn]), alarms]) },
      child,
    );
    if (email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: this.topic.arn, protocol: "email", endpoint: email },
        child,
      );
    }
    this.registerOutputs({ arn: this.topic.arn });
  }
}
