import { createHash } from "node:crypto";
import type { ObjectRef } from "../ports/object-store";

/** RFC 9562, section 6.6: the namespace of domain names. */
const DNS_NAMESPACE = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

/**
 * A name-based UUID, version 5 (RFC 9562, section 5.5): SHA-1 of the namespace's 16 bytes and the name, cut to 128
 * bits, with version and variant put in. The same namespace and name give the same UUID, always.
 */
export function nameBasedUuid(namespace: string, name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const PROJECT_NAMESPACE = nameBasedUuid(DNS_NAMESPACE, "image-pipeline");

/**
 * The id of one version of one object, the same for every delivery of its event. The parts are joined as JSON, so that
 * different references cannot give the same text.
 */
export function imageId({ bucket, key, versionId }: ObjectRef): string {
  return nameBasedUuid(PROJECT_NAMESPACE, JSON.stringify([bucket, key, versionId ?? null]));
}
