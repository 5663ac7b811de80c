import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { formerly, logicalName, physicalName, type Naming } from "../physical-names";
import { policyDocument, tlsOnly } from "../policy-document";
import type { KeyRef } from "../encryption-key";

export interface EventTopicArgs {
  readonly naming: Naming;
  /** A key of the stack: subscribers of other services could not use the one that AWS manages. */
  readonly encryptionKey: KeyRef;
}

/**
 * Topic of the events: encrypted, TLS only. The function that publishes events does so here as well, and no rule of
 * EventBridge: a rule cannot publish to a topic whose key asks for the source (`EncryptionKey`).
 */
export class EventTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;
  readonly encryptionKey: KeyRef;

  constructor(name: string, { naming, encryptionKey }: EventTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:EventTopic", name, {}, opts);
    const child = { parent: this };
    this.topic = new aws.sns.Topic(
      logicalName(naming, "image-events"),
      { ...physicalName(naming, "image-events"), kmsMasterKeyId: encryptionKey.arn },
      { ...child, ...formerly(naming, "image-events") },
    );
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      { arn: this.topic.arn, policy: policyDocument([tlsOnly("sns:Publish", [this.topic.arn])]) },
      child,
    );
    this.encryptionKey = encryptionKey;
    this.registerOutputs({ arn: this.topic.arn });
  }
}
