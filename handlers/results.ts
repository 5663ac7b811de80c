import { hashOf, immutableKey, type AddressKind } from "./contract/immutable-keys";
import type { VariantRecord } from "./contract/image-record";
import { objectMetadata } from "./contract/object-metadata";
import { sizeText } from "./contract/pixel-size";
import { isStorableKey, manifestKey, MAX_KEY_BYTES, resultKey } from "./contract/result-keys";
import { variantsOf } from "./contract/routes";
import type { Connections } from "./ports";
import type { ImageHeader } from "./ports/image";
import type { CurrentObject, ObjectRef } from "./ports/object-store";
import { refusalError } from "./refusal";
import type { Rendition } from "./rendition";
import { storeOver } from "./store-over";

/**
 * `Cache-Control` of results. Under a stable address one changes when its original is replaced: caches have to
 * revalidate after a day at the latest. Under an immutable one it never does.
 */
export const cacheControls: Readonly<Record<AddressKind, string>> = {
  stable: "public, max-age=86400",
  immutable: "public, max-age=31536000, immutable",
};

/** A rendition, and what it is stored with. */
interface ResultToStore {
  readonly key: string;
  readonly rendition: Rendition;
  /** Of its original. */
  readonly header: ImageHeader;
  /** SHA-256 of its bytes, base64url. */
  readonly digest: string;
}

/** The result of a rendition. @throws a refusal if S3 does not accept its key, or that of the manifest */
export function resultToStore(
  { settings, digest: digestOf }: Pick<Connections, "settings" | "digest">,
  original: string,
  header: ImageHeader,
  rendition: Rendition,
): ResultToStore {
  const { name, bytes, contentType, extension, extended = false } = rendition;
  const digest = digestOf(bytes);
  const key =
    settings.address === "immutable"
      ? immutableKey(original, { variant: name, hash: hashOf(digest), extension })
      : resultKey(name, original, contentType === header.mime && !extended ? undefined : extension);
  requireStorable("result", key);
  if (settings.manifests) requireStorable("manifest", manifestKey(original));
  return { key, rendition, header, digest };
}

function requireStorable(what: "result" | "manifest", key: string): void {
  if (isStorableKey(key)) return;
  const sizeBytes = Buffer.byteLength(key);
  throw refusalError("KEY_TOO_LONG", `The ${what}'s key would have ${sizeBytes} bytes; S3 accepts ${MAX_KEY_BYTES}.`);
}

/**
 * Stores one result, over what was seen under its key before the original was seen to be current ({@link storeOver}).
 *
 * @throws a refusal if the version is no longer current when somebody else has changed the result
 */
export async function storeResult(
  deps: Pick<Connections, "store" | "settings" | "edge" | "imageId" | "specificationOf">,
  ref: ObjectRef,
  { key, rendition, header, digest }: ResultToStore,
  seen: CurrentObject,
): Promise<VariantRecord> {
  const { settings, imageId, specificationOf } = deps;
  const { name, bytes, contentType, reused, warnings } = rendition;
  const variant = variantsOf(settings, ref.key).find((one) => one.name === name);
  const specification = variant && specificationOf(variant);
  const set = variant?.set;
  const metadata = {
    [objectMetadata.imageId]: imageId(ref),
    [objectMetadata.originalId]: imageId({ bucket: ref.bucket, key: ref.key }),
    [objectMetadata.digest]: digest,
    ...(specification === undefined ? {} : { [objectMetadata.specification]: specification }),
    ...(set === undefined ? {} : { [objectMetadata.originalSize]: sizeText(header) }),
  };
  const object = { bytes, contentType, cacheControl: cacheControls[settings.address], metadata };
  // What is written over a result with an immutable key has the same bytes.
  const invalidates = settings.address === "stable";
  await storeOver(deps, ref, key, () => Promise.resolve(object), { seen, invalidates });
  return {
    name,
    key,
    size: sizeText(rendition),
    bytes: bytes.length,
    content_type: contentType,
    digest,
    ...(set !== undefined && { set }),
    specification,
    ...(reused && { reused }),
    ...(warnings && { warnings }),
  };
}
