import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import { useKey } from "../grants";
import { grantsPolicy, trustPolicy } from "../policy-document";
import { accepted } from "./content-types";
import type { OperationTarget } from "./operation-target";

export interface S3UploadArgs {
  readonly account: AccountContext;
  readonly bucket: aws.s3.Bucket;
  /** Put before the key that the caller names. */
  readonly prefix: string;
  /** KMS key of the bucket; absent: SSE-S3. */
  readonly encryptionKey?: aws.kms.Key;
  readonly corsOrigin?: string;
}

/**
 * Hands a request's body to S3's PUT, without a function in between. The path override is the guide's `{bucket}/{key}`,
 * but the stack says which bucket: a caller who could name it could write into any bucket that the role may write.
 *
 * The gateway can only demand that there is a content type. That it is a picture's is checked by the role: the content
 * type goes along as Referer, which IAM policies can look at, and S3 refuses what the role does not list.
 */
export function s3Upload(
  name: string,
  { account: { partition, region }, bucket, prefix, encryptionKey, corsOrigin }: S3UploadArgs,
  opts: pulumi.CustomResourceOptions,
): OperationTarget {
  const role = new aws.iam.Role(
    `${name}-role`,
    { description: "Lets the upload API store pictures", assumeRolePolicy: trustPolicy("apigateway.amazonaws.com") },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.name,
      policy: grantsPolicy([
        {
          sid: "PutPictures",
          actions: ["s3:PutObject"],
          resources: [pulumi.interpolate`${bucket.arn}/${prefix}*`],
          conditions: { StringEquals: { "aws:Referer": [...accepted] } },
        },
        ...(encryptionKey ? [useKey(encryptionKey)] : []),
      ]),
    },
    opts,
  );
  return {
    integration: {
      type: "AWS",
      integrationHttpMethod: "PUT",
      uri: pulumi.interpolate`arn:${partition}:apigateway:${region}:s3:path/{bucket}/${prefix}{key}`,
      credentials: role.arn,
      passthroughBehavior: "WHEN_NO_MATCH",
      requestParameters: {
        "integration.request.path.bucket": pulumi.interpolate`'${bucket.id}'`,
        "integration.request.path.key": "method.request.querystring.key",
        "integration.request.header.Content-Type": "method.request.header.Content-Type",
        "integration.request.header.Referer": "method.request.header.Content-Type",
      },
    },
    dependsOn: [policy],
    responses: [
      {
        statusCode: "200",
        selectionPattern: "200",
        headers: { ...version, ...cors(corsOrigin) },
        template: storedTemplate(prefix),
      },
      {
        statusCode: "415",
        selectionPattern: "403",
        headers: cors(corsOrigin),
        template: problem("CONTENT_TYPE_UNSUPPORTED", `Content-Type has to be one of ${accepted.join(", ")}.`),
      },
      {
        statusCode: "400",
        selectionPattern: "4(?!03)\\d{2}",
        headers: cors(corsOrigin),
        template: problem("KEY_INVALID", "S3 does not take this key."),
      },
      {
        statusCode: "502",
        // The one without a pattern is for whatever no other pattern fits.
        headers: cors(corsOrigin),
        template: problem("INTERNAL", "The picture could not be stored. Try again later."),
      },
    ],
  };
}

/** A response template cannot see S3's headers, so the version is answered as the header it came in. */
const version = { "x-amz-version-id": "integration.response.header.x-amz-version-id" };

const cors = (origin: string | undefined): Record<string, string> =>
  origin === undefined ? {} : { "Access-Control-Allow-Origin": `'${origin}'` };

const problem = (code: string, message: string): string => JSON.stringify({ code, message });

/** `escapeJavaScript` escapes apostrophes, which JSON does not know. */
const storedTemplate = (prefix: string): string =>
  `{"key":"${prefix}$util.escapeJavaScript($input.params('key')).replaceAll("\\\\'","'")"}`;
