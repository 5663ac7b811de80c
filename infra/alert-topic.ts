import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { formerly, logicalName, physicalName, type Naming } from "./physical-names";
import { policyDocument, tlsOnly, type Statement } from "./policy-document";
import type { KeyRef } from "./encryption-key";

/** Where refusals and alarms go. */
export interface Alerts {
  readonly topic: { readonly arn: pulumi.Output<string> };
  /** KMS key that it is encrypted with; absent: none that publishers need a grant for. */
  readonly encryptionKey?: KeyRef;
}

export interface AlertTopicArgs {
  readonly naming: Naming;
  /** A key of the stack: the policy of the key that AWS manages for SNS does not let CloudWatch use it. */
  readonly encryptionKey: KeyRef;
  readonly accountId: pulumi.Input<string>;
  /** Address that every message is mailed to, once its owner has confirmed the subscription; absent: none. */
  readonly email?: pulumi.Input<string>;
}

/** Topic of refusals and alarms: encrypted, TLS only, open to this account's alarms and to roles with a grant. */
export class AlertTopic extends pulumi.ComponentResource implements Alerts {
  readonly topic: aws.sns.Topic;
  readonly encryptionKey: KeyRef;

  constructor(
    name: string,
    { naming, encryptionKey, accountId, email }: AlertTopicArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:AlertTopic", name, {}, opts);
    const child = { parent: this };
    this.topic = new aws.sns.Topic(
      logicalName(naming, "image-alerts"),
      { ...physicalName(naming, "image-alerts"), kmsMasterKeyId: encryptionKey.arn },
      { ...child, ...formerly(naming, "image-alerts", `${name}-topic`) },
    );
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
      { arn: this.topic.arn, policy: policyDocument([tlsOnly("sns:Publish", [this.topic.arn]), alarms]) },
      child,
    );
    if (email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: this.topic.arn, protocol: "email", endpoint: email },
        child,
      );
    }
    this.encryptionKey = encryptionKey;
    this.registerOutputs({ arn: this.topic.arn });
  }
}

/** The topic, for a part of the stack that cannot do without one. */
export function requireAlerts(alerts: Alerts | undefined, publisher: string): Alerts {
  if (!alerts) throw new Error(`${publisher} publishes to the alert topic, and the stack declares none`);
  return alerts;
}
