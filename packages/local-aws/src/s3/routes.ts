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
export const unsupportedQueries: readonly string[] = [
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

/** A kind of request and its operation. */
interface S3Route {
  readonly level: "service" | "bucket" | "object";
  readonly method: string;
  /** Query parameter that names the operation. */
  readonly query?: string;
  /** Further condition. */
  readonly when?: (request: S3Request) => boolean;
  readonly operation: S3Operation;
}

const route = (
  level: S3Route["level"],
  methodAndQuery: string,
  operation: S3Operation,
  when?: S3Route["when"],
): S3Route => {
  const [method = "", query] = methodAndQuery.split("?");
  return { level, method, query, when, operation };
};

const isForm = ({ call }: S3Request) => (header(call, "content-type") ?? "").startsWith("multipart/form-data");
const isCopy = ({ call }: S3Request) => header(call, "x-amz-copy-source") !== undefined;
const isListV2 = ({ call }: S3Request) => call.query.get("list-type") === "2";

/** Every operation of the embedded S3. The first matching route is taken. */
export const s3Routes: readonly S3Route[] = [
  route("service", "GET", bucketOperations.listBuckets),
  ...[...settingOperations].flatMap(([query, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => route("bucket", `${method}?${query}`, operation)),
  ),
  route("bucket", "GET?location", bucketOperations.getBucketLocation),
  route("bucket", "GET?uploads", multipartOperations.listMultipartUploads),
  route("bucket", "GET?versions", listingOperations.listObjectVersions),
  route("bucket", "POST?delete", deleteOperations.deleteObjects),
  route("bucket", "GET", listingOperations.listObjectsV2, isListV2),
  route("bucket", "GET", listingOperations.listObjects),
  route("bucket", "HEAD", bucketOperations.headBucket),
  route("bucket", "PUT", bucketOperations.createBucket),
  route("bucket", "DELETE", bucketOperations.deleteBucket),
  route("bucket", "POST", postObject, isForm),
  route("object", "GET?tagging", taggingOperations.getObjectTagging),
  route("object", "PUT?tagging", taggingOperations.putObjectTagging),
  route("object", "DELETE?tagging", taggingOperations.deleteObjectTagging),
  route("object", "POST?uploads", multipartOperations.createMultipartUpload),
  route("object", "GET?uploadId", multipartOperations.listParts),
  route("object", "PUT?uploadId", multipartOperations.uploadPart),
  route("object", "POST?uploadId", multipartOperations.completeMultipartUpload),
  route("object", "DELETE?uploadId", multipartOperations.abortMultipartUpload),
  route("object", "GET", readOperations.getObject),
  route("object", "HEAD", readOperations.headObject),
  route("object", "PUT", writeOperations.copyObject, isCopy),
  route("object", "PUT", writeOperations.putObject),
  route("object", "DELETE", deleteOperations.deleteObject),
];

/**
 * The operation that a request names.
 *
 * @throws AwsError `NotImplemented` for an operation that only AWS has, `MethodNotAllowed` for one that S3 does not
 * have.
 */
export function operationOf(request: S3Request): S3Operation {
  const { bucketName, key, call } = request;
  const missing = unsupportedQueries.find((name) => call.query.has(name));
  if (missing !== undefined) {
    throw new AwsError("NotImplemented", `The embedded S3 does not have the "${missing}" operations.`, 501);
  }
  const level = bucketName === "" ? "service" : key === "" ? "bucket" : "object";
  const ofLevel = s3Routes.filter((candidate) => candidate.level === level);
  const query = ofLevel.find((candidate) => candidate.query !== undefined && call.query.has(candidate.query))?.query;
  const found = ofLevel.find(
    (candidate) => candidate.query === query && candidate.method === call.method && candidate.when?.(request) !== false,
  );
  if (found === undefined) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  return found.operation;
}
