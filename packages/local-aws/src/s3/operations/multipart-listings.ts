import type { XmlNode } from "../../http/xml";
import { invalidArgument } from "../errors";
import { commonPrefix, listQuery, maxOf, type ListQuery } from "../list-query";
import type { MultipartUpload } from "../multipart";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import { uploadOf } from "./multipart";
import { checksumElements } from "./object-attributes";

/** Who has begun an upload: S3 names a user, here it is the account. */
function people({ s3 }: S3Request): XmlNode {
  const account = { ID: s3.cloud.accountId };
  return { Initiator: account, Owner: account, StorageClass: "STANDARD" };
}

function checksumOf({ checksum, checksumType }: MultipartUpload): XmlNode {
  return { ChecksumAlgorithm: checksum?.toUpperCase(), ChecksumType: checksumType };
}

const listParts: S3Operation = {
  name: "ListParts",
  run(request, reply) {
    allow(request, { action: "s3:ListMultipartUploadParts", bucket: bucketOf(request), key: request.key });
    const upload = uploadOf(request);
    const max = maxOf(request, "max-parts");
    const marker = Number(request.call.query.get("part-number-marker") ?? 0);
    if (!Number.isInteger(marker) || marker < 0) {
      throw invalidArgument("Provided part-number-marker not an integer or within integer range", {
        ArgumentName: "part-number-marker",
        ArgumentValue: request.call.query.get("part-number-marker") ?? "",
      });
    }
    const after = Object.values(upload.parts).filter(({ number }) => number > marker);
    const shown = after.slice(0, max);
    sendXml(reply, "ListPartsResult", {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.uploadId,
      ...people(request),
      ...checksumOf(upload),
      PartNumberMarker: marker,
      NextPartNumberMarker: shown.at(-1)?.number ?? 0,
      MaxParts: max,
      IsTruncated: shown.length < after.length,
      Part: shown.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.lastModified).toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.sizeBytes,
        ...checksumElements(part.checksums),
      })),
    });
  },
};

interface UploadPage {
  readonly uploads: readonly MultipartUpload[];
  readonly prefixes: readonly string[];
  readonly isTruncated: boolean;
}

/** One page of uploads: by key, those of one key in the order in which they were begun. */
function page(uploads: readonly MultipartUpload[], query: ListQuery): UploadPage {
  const shown: MultipartUpload[] = [];
  const prefixes: string[] = [];
  for (const upload of uploads) {
    const common = commonPrefix(query, upload.key);
    if (common !== undefined && prefixes.at(-1) === common) continue;
    if (shown.length + prefixes.length >= query.max) return { uploads: shown, prefixes, isTruncated: query.max > 0 };
    if (common === undefined) shown.push(upload);
    else prefixes.push(common);
  }
  return { uploads: shown, prefixes, isTruncated: false };
}

/** The uploads after the markers; without an upload's marker after all of the marked key. */
function uploadsAfter(request: S3Request): readonly MultipartUpload[] {
  const { query } = request.call;
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = query.get("upload-id-marker") ?? "";
  const sorted = request.s3.multipart
    .of(request.bucketName)
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.initiated - b.initiated);
  // S3 ignores an upload's marker without a key's.
  if (keyMarker === "") return sorted;
  const marked = sorted.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  if (marked >= 0) return sorted.slice(marked + 1);
  return sorted.filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(keyMarker)) > 0);
}

const listMultipartUploads: S3Operation = {
  name: "ListMultipartUploads",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:ListBucketMultipartUploads", bucket });
    const query = listQuery(request, "max-uploads");
    const { uploads, prefixes, isTruncated } = page(uploadsAfter(request), query);
    sendXml(reply, "ListMultipartUploadsResult", {
      Bucket: bucket.name,
      KeyMarker: query.encode(request.call.query.get("key-marker") ?? ""),
      UploadIdMarker: request.call.query.get("upload-id-marker") ?? "",
      NextKeyMarker: query.encode(uploads.at(-1)?.key ?? ""),
      NextUploadIdMarker: uploads.at(-1)?.uploadId ?? "",
      Prefix: query.prefix === "" ? undefined : query.encode(query.prefix),
      Delimiter: query.delimiter === "" ? undefined : query.encode(query.delimiter),
      EncodingType: query.encodingType,
      MaxUploads: query.max,
      IsTruncated: isTruncated,
      Upload: uploads.map((upload) => ({
        Key: query.encode(upload.key),
        UploadId: upload.uploadId,
        ...people(request),
        Initiated: new Date(upload.initiated).toISOString(),
        ...checksumOf(upload),
      })),
      CommonPrefixes: prefixes.map((Prefix) => ({ Prefix: query.encode(Prefix) })),
    });
  },
};

/** Operations that list uploads and their parts. */
export const multipartListings = { listParts, listMultipartUploads };
