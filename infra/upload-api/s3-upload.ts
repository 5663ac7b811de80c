import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { acceptedMediaTypes, apiParameters, originalMetadata } from "../../handlers/contract";
import type { AccountContext } from "../account";
import { keepWatermarks, useKey } from "../grants";
import { grantsPolicy, trustPolicy } from "../policy-document";
import type { OperationTarget } from "./operation-target";
import { refusedTemplate, storedTemplate } from "./s3-upload-answers";

export interface S3UploadArgs {
  readonly account: AccountContext;
  readonly bucket: aws.s3.Bucket;
  /** Prepended to the key that the caller gives. */
  readonly prefix: string;
  /** Ends of the keys that are processed; empty: all are. */
  readonly suffixes: readonly string[];
  /** Keys that are refused. */
  readonly watermarks: readonly string[];
  /** KMS key of the bucket; absent: SSE-S3. */
  readonly encryptionKey?: aws.kms.Key;
  readonly corsOrigin?: string;
}

/**
 * Sends a request's body to S3's PUT, without a function in between. The path override is the guide's `{bucket}/{key}`,
 * but the bucket is fixed by the stack: a caller who could name it could write to any bucket that the role may write
 * to.
 *
 * The gateway can require a key and a content type, but not choose among them; S3 refuses for it what the role does
 * not grant. That is the key's end, that it is no watermark's, and the content type: it is also sent as the name of an
 * object tag, which IAM can test. A `Referer`, which IAM can test too, never arrives: the gateway drops it. Why S3
 * refused is read from the request.
 */
export function s3Upload(
  name: string,
  { account: { partition, region }, bucket, prefix, suffixes, watermarks, encryptionKey, corsOrigin }: S3UploadArgs,
  opts: pulumi.CustomResourceOptions,
): OperationTarget {
  const role = new aws.iam.Role(
    `${name}-role`,
    { description: "Lets the upload API store images", assumeRolePolicy: trustPolicy("apigateway.amazonaws.com") },
    opts,
  );
  const ends = suffixes.length === 0 ? [""] : suffixes.map(literally);
  const keys = (patterns: readonly string[]) =>
    patterns.map((key) => pulumi.interpolate`${bucket.arn}/${prefix}${key}`);
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.name,
      policy: grantsPolicy(
        [
          {
            sid: "PutImages",
            actions: ["s3:PutObject", "s3:PutObjectTagging"],
            resources: keys(ends.map((end) => `*${end}`)),
            conditions: {
              "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": [...acceptedMediaTypes] },
              Null: { "s3:RequestObjectTagKeys": "false" },
            },
          },
          ...(encryptionKey ? [useKey(encryptionKey)] : []),
        ],
        [
          {
            Sid: "NoDotSegments",
            Effect: "Deny",
            Action: "s3:PutObject",
            Resource: keys(["./*", "../*", "*/./*", "*/../*"]),
          },
          // Folder markers are not processed, whatever the suffixes.
          { Sid: "NoFolders", Effect: "Deny", Action: "s3:PutObject", Resource: keys(["*/"]) },
          ...keepWatermarks(bucket, watermarks),
        ],
      ),
    },
    opts,
  );
  const headers: Record<string, string> =
    corsOrigin === undefined ? {} : { "Access-Control-Allow-Origin": `'${corsOrigin}'` };
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
        "integration.request.header.x-amz-tagging": "method.request.header.Content-Type",
        // Not sent where the request has none.
        [`integration.request.header.x-amz-meta-${originalMetadata.focal}`]: `method.request.querystring.${apiParameters.focal}`,
      },
    },
    dependsOn: [policy],
    responses: [
      {
        statusCode: "200",
        selectionPattern: "200",
        headers: { ...version, ...headers },
        template: storedTemplate(prefix),
      },
      {
        statusCode: "400",
        selectionPattern: "4\\d{2}",
        headers,
        template: refusedTemplate({ prefix, suffixes, watermarks }),
      },
      // Without a pattern: applies where no other pattern matches. S3 may have failed at what is no key.
      { statusCode: "502", headers, template: refusedTemplate({ prefix, suffixes, watermarks }) },
    ],
  };
}

/** A response template has no access to S3's headers, so the version is returned in the header that S3 sends it in. */
const version = { "x-amz-version-id": "integration.response.header.x-amz-version-id" };

/** Text in a resource of a policy, where `*`, `?` and `$` mean something. */
const literally = (text: string): string => text.replace(/[*?$]/g, "$${$&}");
