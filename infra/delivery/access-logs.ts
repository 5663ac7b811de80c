import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { Statement } from "../policy-document";
import type { PrivateBucket } from "../private-bucket";

/** CloudFront's logs are set up in this region, whatever the stack's is. */
const LOGS_REGION = "us-east-1";

/**
 * Lets CloudWatch Logs deliver the distribution's access logs to the bucket: the policy of CloudWatch's guide ("Logs
 * sent to Amazon S3"). Without it CloudWatch would change the bucket's policy by itself.
 */
export function deliverDistributionLogs(
  bucket: aws.s3.Bucket,
  { accountId, partition }: Pick<AccountContext, "accountId" | "partition">,
): Statement {
  return {
    Sid: "DeliverDistributionLogs",
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${bucket.arn}/AWSLogs/${accountId}/*`,
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId, "s3:x-amz-acl": "bucket-owner-full-control" },
      ArnLike: {
        "aws:SourceArn": pulumi.interpolate`arn:${partition}:logs:${LOGS_REGION}:${accountId}:delivery-source:*`,
      },
    },
  };
}

/**
 * Standard logging (v2) of a distribution into a bucket. The older kind writes with ACLs, which the stack's buckets do
 * not have.
 */
export class DistributionLogs extends pulumi.ComponentResource {
  constructor(
    name: string,
    { distribution, bucket }: { readonly distribution: aws.cloudfront.Distribution; readonly bucket: PrivateBucket },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:DistributionLogs", name, {}, opts);
    const child = { parent: this };
    const region = LOGS_REGION;
    const source = new aws.cloudwatch.LogDeliverySource(
      `${name}-source`,
      { region, logType: "ACCESS_LOGS", resourceArn: distribution.arn },
      child,
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      `${name}-destination`,
      {
        region,
        outputFormat: "w3c",
        deliveryDestinationConfiguration: { destinationResourceArn: bucket.bucket.arn },
      },
      // CloudWatch refuses a bucket whose policy does not let it deliver logs.
      { ...child, dependsOn: bucket.ready },
    );
    new aws.cloudwatch.LogDelivery(
      `${name}-delivery`,
      { region, deliverySourceName: source.name, deliveryDestinationArn: destination.arn },
      child,
    );
    this.registerOutputs();
  }
}
