import { header } from "../../http/call";
import type { XmlNode } from "../../http/xml";
import { invalidArgument, invalidRequest } from "../errors";
import { useObjectKey } from "../object-encryption";
import { allow, bucketOf, sendXml, type S3Operation, type S3Request } from "../request";
import type { ObjectVersion } from "../types";
import { versionToRead } from "./read";

/** Checksums as elements: `ChecksumCRC32` … */
export function checksumElements(checksums: Readonly<Record<string, string>>): XmlNode {
  return Object.fromEntries(
    Object.entries(checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value.replace(/-\d+$/, "")]),
  );
}

/** The parts with their sizes: S3 keeps these only for objects whose checksum is one of its parts' checksums. */
function objectParts(request: S3Request, { parts = [], checksumType }: ObjectVersion): XmlNode {
  if (checksumType !== "COMPOSITE") return { PartsCount: parts.length };
  const maxParts = Number(header(request.call, "x-amz-max-parts") ?? 1000);
  const marker = Number(header(request.call, "x-amz-part-number-marker") ?? 0);
  if (!Number.isInteger(maxParts) || !Number.isInteger(marker)) throw invalidArgument("Provided value is not valid");
  const after = parts.filter(({ number }) => number > marker);
  const shown = after.slice(0, Math.min(maxParts, 1000));
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: maxParts,
    IsTruncated: shown.length < after.length,
    Part: shown.map((part) => ({
      PartNumber: part.number,
      Size: part.sizeBytes,
      ...checksumElements(part.checksums),
    })),
  };
}

const attributes: Readonly<Record<string, (version: ObjectVersion, request: S3Request) => XmlNode>> = {
  ETag: ({ etag }) => ({ ETag: etag }),
  Checksum: ({ checksums, checksumType = "FULL_OBJECT" }) =>
    Object.keys(checksums).length === 0
      ? {}
      : { Checksum: { ...checksumElements(checksums), ChecksumType: checksumType } },
  ObjectParts: (version, request) =>
    version.parts === undefined ? {} : { ObjectParts: objectParts(request, version) },
  StorageClass: () => ({ StorageClass: "STANDARD" }),
  ObjectSize: ({ sizeBytes }) => ({ ObjectSize: sizeBytes }),
};

export const getObjectAttributes: S3Operation = {
  name: "GetObjectAttributes",
  run(request, reply) {
    const { call, key } = request;
    const bucket = bucketOf(request);
    const version = versionToRead(request, bucket, "GetObjectAttributes", reply);
    allow(request, { action: call.query.has("versionId") ? "s3:GetObjectVersion" : "s3:GetObject", bucket, key });
    useObjectKey(request, { bucket: bucket.name, ...version }, "kms:Decrypt");
    const names = (header(call, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
    if (names.join("") === "") throw invalidRequest("The x-amz-object-attributes header is missing or empty");
    if (!names.every((name) => Object.hasOwn(attributes, name)))
      throw invalidArgument("Invalid attribute name specified.");
    const document = Object.assign({}, ...names.map((name) => attributes[name]?.(version, request))) as XmlNode;
    sendXml(reply, "GetObjectAttributesResponse", document, {
      "last-modified": new Date(version.lastModified).toUTCString(),
      ...(bucket.settings.versioning !== undefined && { "x-amz-version-id": version.versionId }),
    });
  },
};
