import { lastingAddress } from "./address";
import { canonical } from "./contract/canonical";
import { describedImage } from "./contract/image-description";
import { manifestOf } from "./contract/image-manifest";
import type { ImageRecord } from "./contract/image-record";
import { objectMetadata } from "./contract/object-metadata";
import { manifestKey } from "./contract/result-keys";
import type { Connections } from "./ports";
import type { ObjectRef } from "./ports/object-store";
import { refusalOf } from "./refusal";
import { storeOver } from "./store-over";

type ManifestDeps = Pick<
  Connections,
  "settings" | "store" | "records" | "edge" | "imageId" | "digest" | "placeholderUrl"
>;

/** Browsers ask each time whether it is the same; the edge, which is told of changes, keeps it for a day. */
const CACHE_CONTROL = "public, max-age=0, s-maxage=86400, must-revalidate";

/**
 * Writes the manifest of a version, as its record says. It is called when the record is written, and the record when
 * the results are stored: a manifest names no result that is not there. The record is read after each look at the
 * manifest that is there, so that of several who write at once the last one has read the last record.
 */
export async function writeManifest(deps: ManifestDeps, ref: ObjectRef): Promise<void> {
  if (!deps.settings.manifests) return;
  const make = async () => {
    const record = await deps.records.get(deps.imageId(ref));
    return record?.status === "PROCESSED" ? manifestObject(deps, ref, record) : undefined;
  };
  try {
    await storeOver(deps, ref, manifestKey(ref.key), make, { invalidates: true });
  } catch (error) {
    // The manifest is another version's; whoever has found this one late puts right what it has written.
    if (!refusalOf(error)) throw error;
  }
}

function manifestObject(deps: ManifestDeps, ref: ObjectRef, record: ImageRecord) {
  const { settings, imageId, digest, placeholderUrl } = deps;
  const { placeholder, variants = [] } = record;
  const addresses = variants.map(({ key }) => [key, lastingAddress(settings, key)] as const);
  const url = placeholder === undefined ? undefined : placeholderUrl(placeholder);
  const manifest = manifestOf(describedImage(record, Object.fromEntries(addresses), url));
  const bytes = Buffer.from(JSON.stringify(canonical(manifest)));
  const metadata = {
    [objectMetadata.imageId]: imageId(ref),
    [objectMetadata.originalId]: imageId({ bucket: ref.bucket, key: ref.key }),
    [objectMetadata.digest]: digest(bytes),
  };
  return { bytes, contentType: "application/json", cacheControl: CACHE_CONTROL, metadata };
}
