import { createHash } from "node:crypto";

import { AwsError } from "../../http/aws-error";
import { header } from "../../http/call";
import { send } from "../../http/service";
import { startChecksum } from "../checksums";
import { invalidArgument, malformedXml } from "../errors";
import type { MultipartUpload, UploadedPart } from "../multipart";
import { checkWrite } from "../preconditions";
import { receiveBody, storeBytes } from "../receive";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation, type S3Request } from "../request";
import { useObjectKey } from "../object-encryption";
import { acceptUpload, headersOf, writtenHeaders } from "../upload-spec";
import { checksumHeaders, copySource } from "./write";

/** Smallest size of all parts but the last, in bytes (5 MiB). */
const MIN_PART_BYTES = 5 * 1024 * 1024;

const createMultipartUpload: S3Operation = {
  name: "CreateMultipartUpload",
  run(request, reply) {
    const { s3, key, call } = request;
    const bucket = bucketOf(request);
    const read = headersOf(request);
    const spec = acceptUpload(request, bucket, key, read, Object.keys(call.headers));
    const checksum = read("x-amz-checksum-algorithm")?.toLowerCase();
    const requested = read("x-amz-checksum-type");
    const byDefault = checksum === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE";
    const checksumType =
      checksum === undefined
        ? undefined
        : requested === "FULL_OBJECT" || requested === "COMPOSITE"
          ? requested
          : byDefault;
    const upload = s3.multipart.start({ bucket: bucket.name, key, ...spec, checksum, checksumType });
    const headers: Record<string, string> =
      checksum === undefined
        ? {}
        : { "x-amz-checksum-algorithm": checksum.toUpperCase(), "x-amz-checksum-type": checksumType ?? "" };
    sendXml(
      reply,
      "InitiateMultipartUploadResult",
      { Bucket: bucket.name, Key: key, UploadId: upload.uploadId },
      headers,
    );
  },
};

function uploadOf(request: S3Request): MultipartUpload {
  const { s3, bucketName, key, call } = request;
  return s3.multipart.get(bucketName, key, call.query.get("uploadId") ?? "");
}

const uploadPart: S3Operation = {
  name: "UploadPart",
  async run(request, reply) {
    const { s3, key, call } = request;
    allow(request, { action: "s3:PutObject", bucket: bucketOf(request), key });
    const upload = uploadOf(request);
    useObjectKey(request, upload, "kms:Decrypt");
    const number = Number(call.query.get("partNumber"));
    if (!Number.isInteger(number) || number < 1 || number > 10_000) {
      throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
    }
    const copying = header(call, "x-amz-copy-source") !== undefined;
    const body = copying ? await copyPart(request) : await receiveBody(call, s3.blobs);
    const { blob, sizeBytes, checksums } = body;
    const part: UploadedPart = {
      number,
      etag: body.md5.toString("hex"),
      sizeBytes,
      blob,
      checksums,
      lastModified: Date.now(),
    };
    const replaced = s3.multipart.addPart(upload, part);
    if (replaced !== undefined) await s3.blobs.remove(replaced);
    if (copying) {
      sendXml(reply, "CopyPartResult", {
        ETag: `"${part.etag}"`,
        LastModified: new Date(part.lastModified).toISOString(),
      });
    } else send(reply, 200, { etag: `"${part.etag}"`, ...checksumHeaders({ checksums }) });
  },
};

async function copyPart(request: S3Request): ReturnType<typeof storeBytes> {
  const source = copySource(request);
  const range = /^bytes=(\d+)-(\d+)$/.exec(header(request.call, "x-amz-copy-source-range") ?? "");
  const part = range === null ? undefined : { start: Number(range[1]), end: Number(range[2]) };
  if (part !== undefined && part.end >= source.sizeBytes)
    throw invalidArgument("Range specified is not valid for source object");
  return storeBytes(request.s3.blobs, request.s3.blobs.read(source.blob, part) as AsyncIterable<Buffer>);
}

/**
 * The parts that the request lists, in the same order.
 *
 * @throws AwsError `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`.
 */
async function listedParts(request: S3Request, upload: MultipartUpload): Promise<UploadedPart[]> {
  const listed = (await receiveXml(request)).all("Part");
  if (listed.length === 0) throw malformedXml();
  const parts = listed.map((element) => {
    const part = upload.parts[Number(element.value("PartNumber"))];
    if (part === undefined || part.etag !== (element.value("ETag") ?? "").replace(/"/g, "")) {
      throw new AwsError("InvalidPart", "One or more of the specified parts could not be found.");
    }
    return part;
  });
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    if (next === undefined) continue;
    if (next.number <= part.number) {
      throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
    }
    if (part.sizeBytes < MIN_PART_BYTES) {
      throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
    }
  }
  return parts;
}

/** A composite checksum: the digest of the parts' checksums, and the number of parts. */
function compositeChecksum(algorithm: string, parts: readonly UploadedPart[]): Record<string, string> {
  const digest = startChecksum(algorithm);
  for (const part of parts) {
    const value = part.checksums[algorithm];
    if (value === undefined) return {};
    digest?.update(Buffer.from(value, "base64"));
  }
  return digest === undefined ? {} : { [algorithm]: `${digest.digest()}-${parts.length}` };
}

const completeMultipartUpload: S3Operation = {
  name: "CompleteMultipartUpload",
  async run(request, reply) {
    const { s3, key } = request;
    const bucket = bucketOf(request);
    allow(request, { action: "s3:PutObject", bucket, key });
    const upload = uploadOf(request);
    useObjectKey(request, upload, "kms:Decrypt");
    const parts = await listedParts(request, upload);
    checkWrite(headersOf(request), key, bucket.current(key));
    const etags = createHash("md5");
    for (const part of parts) etags.update(Buffer.from(part.etag, "hex"));
    const etag = `${etags.digest("hex")}-${parts.length}`;
    const whole = upload.checksumType === "FULL_OBJECT" ? upload.checksum : undefined;
    const body = await storeBytes(s3.blobs, s3.blobs.concatenate(parts.map((part) => part.blob)), whole);
    const checksums =
      upload.checksumType === "COMPOSITE" ? compositeChecksum(upload.checksum ?? "", parts) : body.checksums;
    const { metadata, encryption, tags, checksumType } = upload;
    const { blob, sizeBytes } = body;
    const version = s3.commit(
      bucket,
      { key, sizeBytes, blob, etag, checksums, checksumType, partsCount: parts.length, metadata, encryption, tags },
      "ObjectCreated:CompleteMultipartUpload",
    );
    await Promise.all(s3.multipart.end(upload).map((part) => s3.blobs.remove(part)));
    const location = `${s3.cloud.endpoint()}/${bucket.name}/${encodeURIComponent(key)}`;
    const sums = Object.fromEntries(
      Object.entries(checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]),
    );
    sendXml(
      reply,
      "CompleteMultipartUploadResult",
      { Location: location, Bucket: bucket.name, Key: key, ETag: `"${etag}"`, ...sums, ChecksumType: checksumType },
      writtenHeaders(version, bucket),
    );
  },
};

const abortMultipartUpload: S3Operation = {
  name: "AbortMultipartUpload",
  async run(request, reply) {
    const { s3, key } = request;
    allow(request, { action: "s3:AbortMultipartUpload", bucket: bucketOf(request), key });
    await Promise.all(s3.multipart.end(uploadOf(request)).map((part) => s3.blobs.remove(part)));
    send(reply, 204, {});
  },
};

const listParts: S3Operation = {
  name: "ListParts",
  run(request, reply) {
    allow(request, { action: "s3:ListMultipartUploadParts", bucket: bucketOf(request), key: request.key });
    const upload = uploadOf(request);
    sendXml(reply, "ListPartsResult", {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.uploadId,
      IsTruncated: false,
      Part: Object.values(upload.parts).map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.lastModified).toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.sizeBytes,
      })),
    });
  },
};

const listMultipartUploads: S3Operation = {
  name: "ListMultipartUploads",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:ListBucketMultipartUploads", bucket });
    sendXml(reply, "ListMultipartUploadsResult", {
      Bucket: bucket.name,
      IsTruncated: false,
      Upload: request.s3.multipart.of(bucket.name).map((upload) => ({
        Key: upload.key,
        UploadId: upload.uploadId,
        Initiated: new Date(upload.initiated).toISOString(),
      })),
    });
  },
};

/** Operations of multipart uploads. */
export const multipartOperations = {
  createMultipartUpload,
  uploadPart,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
};
