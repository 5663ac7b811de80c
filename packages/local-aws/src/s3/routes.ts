import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import { s3Api, type S3ApiOperation } from "./api";
import { aclOperations } from "./operations/acl";
import { bucketOperations } from "./operations/buckets";
import { completeMultipartUpload } from "./operations/complete-multipart";
import { deleteOperations } from "./operations/delete";
import { listingOperations } from "./operations/listing";
import { multipartOperations } from "./operations/multipart";
import { multipartListings } from "./operations/multipart-listings";
import { getObjectAttributes } from "./operations/object-attributes";
import { postObject } from "./operations/post-object";
import { readOperations } from "./operations/read";
import { settingOperations } from "./operations/settings";
import { taggingOperations } from "./operations/tagging";
import { writeOperations } from "./operations/write";
import type { S3Operation, S3Request } from "./request";

/** The operations of the embedded S3 by name. */
export const s3Operations: ReadonlyMap<string, S3Operation> = new Map(
  [
    ...settingOperations,
    ...Object.values(aclOperations),
    ...Object.values(bucketOperations),
    ...Object.values(deleteOperations),
    ...Object.values(listingOperations),
    ...Object.values(multipartOperations),
    ...Object.values(multipartListings),
    completeMultipartUpload,
    getObjectAttributes,
    postObject,
    ...Object.values(readOperations),
    ...Object.values(taggingOperations),
    ...Object.values(writeOperations),
  ].map((operation) => [operation.name, operation]),
);

/** Names of the query parameters of a level that name operations. */
const naming = (level: S3ApiOperation["level"]): ReadonlySet<string> =>
  new Set(s3Api.filter((operation) => operation.level === level).flatMap(({ query }) => query.slice(0, 1).map(nameOf)));

const namingByLevel = { service: naming("service"), bucket: naming("bucket"), object: naming("object") };

function nameOf(part: string): string {
  return part.replace(/=.*/, "");
}

function hasPart(query: ReadonlyMap<string, string>, part: string): boolean {
  const [name = "", value] = part.split("=");
  return value === undefined ? query.has(name) : query.get(name) === value;
}

/** The operation of AWS that a request names, or undefined if S3 has none. */
function apiOperationOf({ bucketName, key, call: { method, query, headers } }: S3Request): S3ApiOperation | undefined {
  const level = bucketName === "" ? "service" : key === "" ? "bucket" : "object";
  const copies = headers["x-amz-copy-source"] !== undefined;
  const candidates = s3Api
    .filter((operation) => operation.level === level && operation.method === method)
    .filter((operation) => operation.query.every((part) => hasPart(query, part)))
    .sort((a, b) => b.query.length - a.query.length);
  const found = candidates.find((operation) => operation.copies === copies) ?? candidates[0];
  // `PUT ?location` is no upload: the parameter names an operation that this method does not have.
  const named = [...query.keys()].some((name) => namingByLevel[level].has(name));
  return named && found?.query.length === 0 ? undefined : found;
}

/** Parameters of a signature, headers that a presigned URL carries, and the name that SDKs add of the operation. */
function isCommon(name: string, query: ReadonlyMap<string, string>): boolean {
  return name === "x-id" || (/^x-amz-/i.test(name) && query.has("X-Amz-Signature"));
}

/**
 * The operation that a request names.
 *
 * @throws AwsError `NotImplemented` for an operation that only AWS has and for a parameter that the operation does not
 * have, `MethodNotAllowed` for an operation that S3 does not have.
 */
export function operationOf(request: S3Request): S3Operation {
  const { query } = request.call;
  const named = apiOperationOf(request);
  if (named === undefined || (named.name === "PostObject" && !isForm(request))) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405, {
      Method: request.call.method,
    });
  }
  const known = new Set([...named.query.map(nameOf), ...named.parameters]);
  const unknown = [...query.keys()].find((name) => !known.has(name) && !isCommon(name, query));
  if (unknown !== undefined) {
    throw new AwsError("NotImplemented", `S3's ${named.name} does not have the query parameter "${unknown}".`, 501);
  }
  const operation = s3Operations.get(named.name);
  if (operation === undefined) {
    throw new AwsError("NotImplemented", `The embedded S3 does not have the operation ${named.name}.`, 501);
  }
  return operation;
}

const isForm = ({ call }: S3Request) => (header(call, "content-type") ?? "").startsWith("multipart/form-data");
