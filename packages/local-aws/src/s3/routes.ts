import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import { bucketOperations } from "./operations/buckets";
import { deleteOperations } from "./operations/delete";
import { listingOperations } from "./operations/listing";
import { multipartOperations } from "./operations/multipart";
import { postObject } from "./operations/post-object";
import { readOperations } from "./operations/read";
import { settingOperations } from "./operations/settings";
import { taggingOperations } from "./operations/tagging";
import { writeOperations } from "./operations/write";
import type { S3Operation, S3Request } from "./request";

/** Query parameters that name operations which the embedded S3 does not have. */
const unsupported = [
  "accelerate",
  "analytics",
  "attributes",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "metrics",
  "object-lock",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "torrent",
  "website",
];

function bucketOperation({ call }: S3Request): S3Operation | undefined {
  const { query, method } = call;
  for (const [name, operations] of settingOperations) {
    if (query.has(name)) return operations[method];
  }
  if (query.has("location") && method === "GET") return bucketOperations.getBucketLocation;
  if (query.has("uploads") && method === "GET") return multipartOperations.listMultipartUploads;
  if (query.has("versions") && method === "GET") return listingOperations.listObjectVersions;
  if (query.has("delete") && method === "POST") return deleteOperations.deleteObjects;
  switch (method) {
    case "GET":
      return query.get("list-type") === "2" ? listingOperations.listObjectsV2 : listingOperations.listObjects;
    case "HEAD":
      return bucketOperations.headBucket;
    case "PUT":
      return bucketOperations.createBucket;
    case "DELETE":
      return bucketOperations.deleteBucket;
    case "POST":
      return (header({ headers: call.headers }, "content-type") ?? "").startsWith("multipart/form-data")
        ? postObject
        : undefined;
    default:
      return undefined;
  }
}

function objectOperation({ call }: S3Request): S3Operation | undefined {
  const { query, method } = call;
  if (query.has("tagging")) {
    return {
      GET: taggingOperations.getObjectTagging,
      PUT: taggingOperations.putObjectTagging,
      DELETE: taggingOperations.deleteObjectTagging,
    }[method];
  }
  if (query.has("uploads") && method === "POST") return multipartOperations.createMultipartUpload;
  if (query.has("uploadId")) {
    return {
      GET: multipartOperations.listParts,
      PUT: multipartOperations.uploadPart,
      POST: multipartOperations.completeMultipartUpload,
      DELETE: multipartOperations.abortMultipartUpload,
    }[method];
  }
  switch (method) {
    case "GET":
      return readOperations.getObject;
    case "HEAD":
      return readOperations.headObject;
    case "PUT":
      return header(call, "x-amz-copy-source") === undefined ? writeOperations.putObject : writeOperations.copyObject;
    case "DELETE":
      return deleteOperations.deleteObject;
    default:
      return undefined;
  }
}

/**
 * The operation that a request asks for.
 *
 * @throws AwsError `NotImplemented` for those that the embedded S3 does not have: silence would be a lie.
 */
export function operationOf(request: S3Request): S3Operation {
  const { bucketName, key, call } = request;
  const missing = unsupported.find((name) => call.query.has(name));
  if (missing !== undefined) {
    throw new AwsError("NotImplemented", `The embedded S3 does not have the "${missing}" operations.`, 501);
  }
  const operation =
    bucketName === ""
      ? call.method === "GET"
        ? bucketOperations.listBuckets
        : undefined
      : key === ""
        ? bucketOperation(request)
        : objectOperation(request);
  if (operation === undefined) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  return operation;
}
