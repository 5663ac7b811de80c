import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { acceptedMediaTypes } from "../../handlers/contract";
import type { AccountContext } from "../account";
import { useKey } from "../grants";
import { grantsPolicy, trustPolicy } from "../policy-document";
import type { OperationTarget } from "./operation-target";

export interface S3UploadArgs {
  readonly account: AccountContext;
  readonly bucket: aws.s3.Bucket;
  /** Prepended to the key that the caller gives. */
  readonly prefix: string;
  /** KMS key of the bucket; absent: SSE-S3. */
  readonly encryptionKey?: aws.kms.Key;
  readonly corsOrigin?: string;
}

/**
 * Sends a request's body to S3's PUT, without a function in between. The path override is the guide's `{bucket}/{key}`,
 * but the bucket is fixed by the stack: a caller who could name it could write to any bucket that the role may write
 * to.
 *
 * The gateway can require a content type, but not one of a list. The role does that: the content type is also sent as
 * Referer, which IAM conditions can test, and S3 refuses a request whose Referer the role does not list.
 */
export function s3Upload(
  name: string,
  { account: { partition, region }, bucket, prefix, encryptionKey, corsOrigin }: S3UploadArgs,
  opts: pulumi.CustomResourceOptions,
): OperationTarget {
  const role = new aws.iam.Role(
    `${name}-role`,
    { description: "Lets the upload API store images", assumeRolePolicy: trustPolicy("apigateway.amazonaws.com") },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.name,
      policy: grantsPolicy([
        {
          sid: "PutImages",
          actions: ["s3:PutObject"],
          resources: [pulumi.interpolate`${bucket.arn}/${prefix}*`],
          conditions: { StringEquals: { "aws:Referer": [...acceptedMediaTypes] } },
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
        template: problem("CONTENT_TYPE_UNSUPPORTED", `Content-Type must be one of ${acceptedMediaTypes.join(", ")}.`),
      },
      {
        statusCode: "400",
        selectionPattern: "4(?!03)\\d{2}",
        headers: cors(corsOrigin),
        template: problem("KEY_INVALID", "S3 does not accept this key."),
      },
      {
        statusCode: "502",
        // Without a pattern: applies where no other pattern matches.
        headers: cors(corsOrigin),
        template: problem("INTERNAL", "S3 could not store the image. Try again later."),
      },
    ],
  };
}

/** A response template has no access to S3's headers, so the version is returned in the header that S3 sends it in. */
const version = { "x-amz-version-id": "integration.response.header.x-amz-version-id" };

const cors = (origin: string | undefined): Record<string, string> =>
  origin === undefined ? {} : { "Access-Control-Allow-Origin": `'${origin}'` };

const problem = (code: string, message: string): string => JSON.stringify({ code, message });

/** `escapeJavaScript` also escapes apostrophes, which is not valid JSON. */
const storedTemplate = (prefix: string): string =>
  `{"key":"${prefix}$util.escapeJavaScript($input.params('key')).replaceAll("\\\\'","'")"}`;
