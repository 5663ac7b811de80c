import { header } from "../../http/call";
import { send } from "../../http/service";
import { partNumberOf } from "../byte-range";
import { checksumNames } from "../checksums";
import { invalidArgument, invalidRequest, noSuchUpload, unsupportedChecksum } from "../errors";
import type { MultipartUpload, UploadedPart } from "../multipart";
import { checkSource } from "../preconditions";
import { receiveBody, storeBytes } from "../receive";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import { useObjectKey } from "../object-encryption";
import { acceptUpload, encryptionHeaders, headersOf, type HeaderReader } from "../upload-spec";
import { checksumElements } from "./object-attributes";
import { checksumHeaders, copiedFrom, copySource } from "./write";

const createMultipartUpload: S3Operation = {
  name: "CreateMultipartUpload",
  run(request, reply) {
    const { s3, key, call } = request;
    const bucket = bucketOf(request);
    const read = headersOf(request);
    const spec = acceptUpload(request, bucket, key, read, Object.keys(call.headers));
    const { checksum, checksumType } = uploadChecksum(read);
    const upload = s3.multipart.start({ bucket: bucket.name, key, ...spec, checksum, checksumType });
    const headers: Record<string, string> =
      checksum === undefined
        ? {}
        : { "x-amz-checksum-algorithm": checksum.toUpperCase(), "x-amz-checksum-type": checksumType ?? "" };
    sendXml(
      reply,
      "InitiateMultipartUploadResult",
      { Bucket: bucket.name, Key: key, UploadId: upload.uploadId },
      { ...headers, ...encryptionHeaders(spec.encryption) },
    );
  },
};

/** Algorithm and type of an upload's checksum. @throws AwsError `InvalidRequest`. */
function uploadChecksum(read: HeaderReader): Pick<MultipartUpload, "checksum" | "checksumType"> {
  const checksum = read("x-amz-checksum-algorithm")?.toLowerCase();
  const requested = read("x-amz-checksum-type")?.toUpperCase();
  if (checksum === undefined) {
    if (requested === undefined) return { checksum, checksumType: undefined };
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  if (!checksumNames.includes(checksum)) throw unsupportedChecksum();
  const checksumType = requested ?? (checksum === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE");
  if (checksumType !== "FULL_OBJECT" && checksumType !== "COMPOSITE") {
    throw invalidRequest("Value for x-amz-checksum-type header is invalid.");
  }
  const impossible = checksumType === "COMPOSITE" ? checksum === "crc64nvme" : checksum.startsWith("sha");
  if (impossible) {
    throw invalidRequest(`The ${checksumType} checksum type cannot be used with the ${checksum} checksum algorithm.`);
  }
  return { checksum, checksumType };
}

/** The upload that a request names. @throws AwsError `NoSuchUpload`. */
export function uploadOf(request: S3Request): MultipartUpload {
  const { s3, bucketName, key, call } = request;
  return s3.multipart.get(bucketName, key, call.query.get("uploadId") ?? "");
}

/** Stores a part: the bytes that `receive` stores. @returns it, and the headers of the response. */
async function addPart(
  request: S3Request,
  receive: () => ReturnType<typeof storeBytes>,
): Promise<{ readonly part: UploadedPart; readonly headers: Record<string, string> }> {
  const { s3, key, call } = request;
  allow(request, { action: "s3:PutObject", bucket: bucketOf(request), key });
  const upload = uploadOf(request);
  useObjectKey(request, upload, "kms:Decrypt");
  const number = partNumberOf(call.query.get("partNumber"));
  const { blob, sizeBytes, checksums, md5 } = await receive();
  const part: UploadedPart = {
    number,
    etag: md5.toString("hex"),
    sizeBytes,
    blob,
    checksums,
    lastModified: Date.now(),
  };
  // The upload may have been completed or aborted while the part was received.
  if (!s3.multipart.has(upload)) {
    await s3.blobs.remove(blob);
    throw noSuchUpload();
  }
  const replaced = s3.multipart.addPart(upload, part);
  if (replaced !== undefined) await s3.blobs.remove(replaced);
  return { part, headers: encryptionHeaders(upload.encryption) };
}

const uploadPart: S3Operation = {
  name: "UploadPart",
  async run(request, reply) {
    const { part, headers } = await addPart(request, () =>
      receiveBody(request.call, request.s3.blobs, uploadOf(request).checksum),
    );
    send(reply, 200, { etag: `"${part.etag}"`, ...checksumHeaders(part), ...headers });
  },
};

const uploadPartCopy: S3Operation = {
  name: "UploadPartCopy",
  async run(request, reply) {
    const { part, headers } = await addPart(request, () => copyPart(request));
    sendXml(
      reply,
      "CopyPartResult",
      {
        ETag: `"${part.etag}"`,
        LastModified: new Date(part.lastModified).toISOString(),
        ...checksumElements(part.checksums),
      },
      { ...copiedFrom(request, copySource(request)), ...headers },
    );
  },
};

async function copyPart(request: S3Request): ReturnType<typeof storeBytes> {
  const source = copySource(request);
  checkSource(headersOf(request), source);
  const requested = header(request.call, "x-amz-copy-source-range");
  const range = /^bytes=(\d+)-(\d+)$/.exec(requested ?? "");
  if (requested !== undefined && range === null) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      { ArgumentName: "x-amz-copy-source-range", ArgumentValue: requested },
    );
  }
  const part = range === null ? undefined : { start: Number(range[1]), end: Number(range[2]) };
  if (part !== undefined && (part.end >= source.sizeBytes || part.start > part.end)) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${source.sizeBytes}`, {
      ArgumentName: "x-amz-copy-source-range",
      ArgumentValue: requested ?? "",
    });
  }
  const { blobs } = request.s3;
  const bytes = source.sizeBytes === 0 ? none() : blobs.read(source.blob, part);
  return storeBytes(blobs, bytes as AsyncIterable<Buffer>, uploadOf(request).checksum);
}

async function* none(): AsyncGenerator<Buffer> {
  // An empty object has no bytes to copy.
}

const abortMultipartUpload: S3Operation = {
  name: "AbortMultipartUpload",
  async run(request, reply) {
    const { s3, key } = request;
    allow(request, { action: "s3:AbortMultipartUpload", bucket: bucketOf(request), key });
    const parts = s3.multipart.end(uploadOf(request));
    await Promise.all(parts.map((part) => s3.blobs.remove(part)));
    send(reply, 204, {});
  },
};

/** Operations that make an object of parts. */
export const multipartOperations = {
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  abortMultipartUpload,
};
