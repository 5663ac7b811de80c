import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { OperationTarget } from "./operation-target";

/** Headers that a page may send: those of a signed or keyed request, and of a body. */
const REQUEST_HEADERS = "Authorization,Content-Type,X-Amz-Content-Sha256,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";

/** Seconds that a browser may cache the preflight response. */
const MAX_AGE_SEC = 600;

/** Answers the preflight request by which a browser finds out whether a page of `origin` may call an operation. */
export function corsPreflight(origin: string, methods: readonly string[]): OperationTarget {
  return {
    integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode":200}' } },
    dependsOn: [],
    responses: [
      {
        statusCode: "200",
        headers: {
          "Access-Control-Allow-Origin": `'${origin}'`,
          "Access-Control-Allow-Methods": `'${methods.join(",")}'`,
          "Access-Control-Allow-Headers": `'${REQUEST_HEADERS}'`,
          "Access-Control-Max-Age": `'${MAX_AGE_SEC}'`,
        },
        template: "{}",
      },
    ],
  };
}

/** Lets pages of an origin post upload forms to the bucket and read the version id of the new object. */
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
