import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "./account";
import { decryptByDistribution } from "./delivery/origin-access";
import { policyJson } from "./policy-document";

/** Days between scheduling the key's deletion and the deletion, in which it can be cancelled. */
const DELETION_WINDOW_DAYS = 30;

/** A KMS key, the stack's own or one of others. */
export interface KeyRef {
  readonly arn: pulumi.Output<string>;
}

export interface EncryptionKeyArgs {
  readonly account: AccountContext;
  /** Whether Pulumi refuses to delete the key: without it, what it encrypts is lost. */
  readonly protect: boolean;
  /** Distribution that delivers what it encrypts; absent: none. */
  readonly distributionArn?: pulumi.Input<string>;
}

/** The stack's own KMS key, rotated every year. Access is controlled by the account's IAM policies. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:EncryptionKey", name, {}, opts);
    const child = { parent: this };
    const { account, protect, distributionArn } = args;
    const { accountId, region, partition, dnsSuffix } = account;
    this.key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Images, records, messages and logs of the image pipeline",
        enableKeyRotation: true,
        deletionWindowInDays: DELETION_WINDOW_DAYS,
        policy: policyJson([
          {
            Sid: "AccountDecides",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "ServicesOfThisAccount",
            Effect: "Allow",
            // Alarms publish to the encrypted topic, EventBridge's rules send to encrypted queues: the actions and the
            // condition of the guides of SNS ("Enable compatibility between event sources from AWS services and
            // encrypted topics") and of SQS ("Configure KMS permissions with confused deputy protection"). Rules cannot
            // publish to the topic with it: EventBridge does not tell KMS the source then.
            Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": accountId } },
          },
          {
            Sid: "EncryptLogs",
            Effect: "Allow",
            // Of the services here, this one alone has another name in China (AWS CDK, region-info, default.ts).
            Principal: { Service: pulumi.interpolate`logs.${region}.${dnsSuffix}` },
            Action: [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncryptFrom",
              "kms:ReEncryptTo",
              "kms:GenerateDataKey",
              "kms:DescribeKey",
            ],
            Resource: "*",
            Condition: {
              ArnLike: {
                "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:*`,
              },
            },
          },
          ...(distributionArn === undefined ? [] : [decryptByDistribution(distributionArn)]),
        ]),
      },
      { ...child, protect },
    );
    new aws.kms.Alias(`${name}-alias`, { namePrefix: "alias/image-pipeline-", targetKeyId: this.key.keyId }, child);
    this.registerOutputs({ arn: this.key.arn });
  }
}
