import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../policy-document";

// What AWS's guide to origin access control asks of a bucket and of its KMS key ("Restrict access to an Amazon S3
// origin"), for reading alone.

const ofDistribution = (arn: pulumi.Input<string>): Pick<Statement, "Effect" | "Principal" | "Condition"> => ({
  Effect: "Allow",
  Principal: { Service: "cloudfront.amazonaws.com" },
  Condition: { StringEquals: { "aws:SourceArn": arn } },
});

/** Lets one distribution read the objects of a bucket, and no other one of any account. */
export const readByDistribution = (bucket: aws.s3.Bucket, distributionArn: pulumi.Input<string>): Statement => ({
  ...ofDistribution(distributionArn),
  Sid: "ReadByDistribution",
  Action: "s3:GetObject",
  Resource: pulumi.interpolate`${bucket.arn}/*`,
});

/** Lets one distribution decrypt the objects that it reads. Of a key's policy: its resource is the key. */
export const decryptByDistribution = (distributionArn: pulumi.Input<string>): Statement => ({
  ...ofDistribution(distributionArn),
  Sid: "DecryptByDistribution",
  Action: "kms:Decrypt",
  Resource: "*",
});
