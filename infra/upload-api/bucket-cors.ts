import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Lets pages of an origin post an upload form to the bucket, and see the version that it became. */
export function allowUploadsFrom(
  name: string,
  origin: string,
  bucket: aws.s3.Bucket,
  opts: pulumi.CustomResourceOptions,
): aws.s3.BucketCorsConfiguration {
  return new aws.s3.BucketCorsConfiguration(
    `${name}-source-cors`,
    {
      bucket: bucket.id,
      corsRules: [
        {
          allowedOrigins: [origin],
          allowedMethods: ["POST"],
          allowedHeaders: ["*"],
          exposeHeaders: ["x-amz-version-id"],
        },
      ],
    },
    opts,
  );
}
