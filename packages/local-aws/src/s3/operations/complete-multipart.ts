import { createHash } from "node:crypto";

import { AwsError } from "../../http/aws-error";
import { header } from "../../http/call";
import type { XmlElement } from "../../http/xml";
import type { Bucket } from "../bucket";
import { startChecksum } from "../checksums";
import { badDigest, invalidRequest, malformedXml, noSuchUpload } from "../errors";
import type { MultipartUpload, UploadedPart } from "../multipart";
import { useObjectKey } from "../object-encryption";
import { checkWrite } from "../preconditions";
import { storeBytes } from "../receive";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation, type S3Request } from "../request";
import type { ObjectVersion } from "../types";
import { headersOf, writtenHeaders } from "../upload-spec";
import { uploadOf } from "./multipart";

/** Smallest size of all parts but the last, in bytes (5 MiB). */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** A part as the request lists it. */
interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly xml: XmlElement;
}

async function listedParts(request: S3Request): Promise<readonly ListedPart[]> {
  const root = await receiveXml(request, "object");
  const parts = root.all("Part").map((xml) => ({
    number: Number(xml.value("PartNumber")),
    etag: (xml.value("ETag") ?? "").replace(/"/g, ""),
    xml,
  }));
  if (root.name !== "CompleteMultipartUpload") throw malformedXml();
  if (parts.length === 0) throw invalidRequest("You must specify at least one part");
  return parts;
}

/** The checksum that the request gives of a part. */
const checksumOf = ({ xml }: ListedPart, algorithm: string) => xml.value(`Checksum${algorithm.toUpperCase()}`);

/**
 * The stored parts that the request lists, in the same order.
 *
 * @throws AwsError `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`, `InvalidRequest` for a missing checksum.
 */
function storedParts(listed: readonly ListedPart[], upload: MultipartUpload): UploadedPart[] {
  const { uploadId, checksum, checksumType } = upload;
  if (listed.some(({ number }, i) => i > 0 && number <= (listed[i - 1]?.number ?? 0))) {
    throw new AwsError(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      400,
      {
        UploadId: uploadId,
      },
    );
  }
  const parts = listed.map((entry) => {
    const part = upload.parts[entry.number];
    const stated = checksum === undefined ? undefined : checksumOf(entry, checksum);
    if (part?.etag !== entry.etag || (stated !== undefined && stated !== part.checksums[checksum ?? ""])) {
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: uploadId, PartNumber: String(entry.number), ETag: entry.etag },
      );
    }
    if (checksumType === "COMPOSITE" && stated === undefined) {
      throw invalidRequest(
        `The upload was created using a ${checksum ?? ""} checksum. The complete request must include the checksum for each part. It was missing for part ${entry.number} in the request.`,
      );
    }
    return part;
  });
  const small = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES);
  if (small !== undefined) {
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400, {
      ...{ ETag: small.etag, MinSizeAllowed: String(MIN_PART_BYTES) },
      ...{ PartNumber: String(small.number), ProposedSize: String(small.sizeBytes) },
    });
  }
  return parts;
}

/** A composite checksum: the digest of the parts' checksums, and the number of parts. */
function compositeChecksum(algorithm: string, parts: readonly UploadedPart[]): Record<string, string> {
  const digest = startChecksum(algorithm);
  for (const part of parts) digest?.update(Buffer.from(part.checksums[algorithm] ?? "", "base64"));
  return digest === undefined ? {} : { [algorithm]: `${digest.digest()}-${parts.length}` };
}

function etagOf(etags: readonly string[]): string {
  const md5 = createHash("md5");
  for (const etag of etags) md5.update(Buffer.from(etag, "hex"));
  return `${md5.digest("hex")}-${etags.length}`;
}

/** @throws AwsError `InvalidRequest` for another size or type of checksum than announced. */
function checkAnnounced({ call }: S3Request, upload: MultipartUpload, parts: readonly UploadedPart[]): void {
  const size = header(call, "x-amz-mp-object-size");
  const actual = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (size !== undefined && Number(size) !== actual) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${actual}`,
    );
  }
  const type = header(call, "x-amz-checksum-type");
  if (type !== undefined && type !== upload.checksumType) {
    const mode = upload.checksumType ?? "null";
    throw invalidRequest(
      `The upload was created using the ${mode} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
}

/** Makes the object of an upload's parts. */
async function assemble(request: S3Request, bucket: Bucket, upload: MultipartUpload): Promise<ObjectVersion> {
  const { s3, key, call } = request;
  const { checksum, checksumType, uploadId, metadata, encryption, tags } = upload;
  const parts = storedParts(await listedParts(request), upload);
  checkAnnounced(request, upload, parts);
  checkWrite(headersOf(request), key, bucket.current(key));
  const whole = checksumType === "FULL_OBJECT" ? checksum : undefined;
  const body = await storeBytes(s3.blobs, s3.blobs.concatenate(parts.map((part) => part.blob)), whole);
  const { blob, sizeBytes } = body;
  const checksums = checksumType === "COMPOSITE" ? compositeChecksum(checksum ?? "", parts) : body.checksums;
  try {
    const stated = checksum === undefined ? undefined : header(call, `x-amz-checksum-${checksum}`);
    if (stated !== undefined && stated !== checksums[checksum ?? ""]) {
      throw badDigest(`The ${checksum ?? ""} you specified did not match the calculated checksum`);
    }
    // Meanwhile another writer, or another completion of the same upload, may have won.
    checkWrite(headersOf(request), key, bucket.current(key));
    if (!s3.multipart.has(upload)) throw noSuchUpload();
  } catch (error) {
    await s3.blobs.remove(blob);
    throw error;
  }
  const kept = parts.map((part) => ({ number: part.number, sizeBytes: part.sizeBytes, checksums: part.checksums }));
  const etag = etagOf(parts.map((part) => part.etag));
  const version = s3.commit(
    bucket,
    { key, sizeBytes, blob, etag, checksums, checksumType, parts: kept, uploadId, metadata, encryption, tags },
    "ObjectCreated:CompleteMultipartUpload",
  );
  await Promise.all(s3.multipart.end(upload).map((part) => s3.blobs.remove(part)));
  return version;
}

/** What an earlier request with the same parts has made of the upload, if its object is still there. */
async function completed(request: S3Request, bucket: Bucket): Promise<ObjectVersion> {
  const { key, call } = request;
  const uploadId = call.query.get("uploadId");
  const version = bucket.versions(key).find((candidate) => candidate.uploadId === uploadId);
  if (version === undefined) throw noSuchUpload();
  const etags = (await listedParts(request)).map(({ etag }) => etag);
  if (etagOf(etags) !== version.etag) throw noSuchUpload();
  return version;
}

export const completeMultipartUpload: S3Operation = {
  name: "CompleteMultipartUpload",
  async run(request, reply) {
    const { s3, key, bucketName, call } = request;
    const bucket = bucketOf(request);
    allow(request, { action: "s3:PutObject", bucket, key });
    const isPending = s3.multipart.find(bucketName, key, call.query.get("uploadId") ?? "") !== undefined;
    if (isPending) useObjectKey(request, uploadOf(request), "kms:Decrypt");
    const version = isPending ? await assemble(request, bucket, uploadOf(request)) : await completed(request, bucket);
    const location = `${s3.cloud.endpoint()}/${bucket.name}/${encodeURIComponent(key)}`;
    const sums = Object.fromEntries(
      Object.entries(version.checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]),
    );
    sendXml(
      reply,
      "CompleteMultipartUploadResult",
      {
        Location: location,
        Bucket: bucket.name,
        Key: key,
        ETag: `"${version.etag}"`,
        ...sums,
        ChecksumType: version.checksumType,
      },
      writtenHeaders(version, bucket),
    );
  },
};
