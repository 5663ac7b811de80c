import { allDone } from "./all-done";
import { resultExtensions } from "./contract/formats";
import { parseImmutableKey } from "./contract/immutable-keys";
import { objectMetadata, supersededTag } from "./contract/object-metadata";
import { manifestKey } from "./contract/result-keys";
import type { Connections } from "./ports";
import type { CurrentObject } from "./ports/object-store";
import { removeOtherResults } from "./remove-results";
import { cacheControls } from "./results";
import { isResultOf, isSuperseded, type SeenResults } from "./seen-results";
import type { Upload } from "./upload";

type SupersedeDeps = Pick<Connections, "store" | "settings" | "edge" | "imageId">;

/**
 * Lets results of an original give way that were seen, except for those under the kept keys: those with stable keys
 * are removed, those with immutable ones superseded.
 *
 * @returns how many there were
 */
export async function giveWay(
  deps: SupersedeDeps,
  upload: Pick<Upload, "ref" | "time">,
  seen: SeenResults,
  kept: readonly string[],
): Promise<number> {
  return deps.settings.address === "immutable"
    ? supersedeOtherResults(deps, upload, seen, kept)
    : removeOtherResults(deps, upload, seen, kept);
}

/**
 * Marks results with immutable keys as superseded: they are answered as before, since pages may name them, and a
 * lifecycle rule removes them days later by their tag. It counts from when an object was written ("Lifecycle rules:
 * Based on an object's age" in the Amazon S3 User Guide), so they are written anew. What is marked already is not
 * marked again. The manifest goes where nothing is kept.
 *
 * @returns how many were marked
 */
export async function supersedeOtherResults(
  deps: SupersedeDeps,
  upload: Pick<Upload, "ref" | "time">,
  seen: SeenResults,
  kept: readonly string[],
): Promise<number> {
  const { store, settings, imageId } = deps;
  const { bucket, key } = upload.ref;
  const manifest = seen[manifestKey(key)];
  if (kept.length === 0 && manifest) await removeOtherResults(deps, upload, { [manifestKey(key)]: manifest }, kept);
  const owner = { id: "originalId", value: imageId({ bucket, key }) } as const;
  const supersede = async ([result, now]: readonly [string, CurrentObject]): Promise<boolean> => {
    const contentType = mediaTypeOf(result);
    if (now.state !== "present" || contentType === undefined) return false;
    return store.rewrite(settings.destinationBucket, result, now.etag, {
      contentType,
      cacheControl: cacheControls.immutable,
      metadata: { ...now.metadata, [objectMetadata.superseded]: supersededTag.value },
      tags: { [supersededTag.key]: supersededTag.value },
    });
  };
  const others = Object.entries(seen).filter(
    ([one, now]) => !kept.includes(one) && isResultOf(now, owner) && !isSuperseded(now),
  );
  return (await allDone(others.map(supersede))).filter(Boolean).length;
}

/** The media type of a result with an immutable key; undefined: the key is none. */
function mediaTypeOf(key: string): string | undefined {
  const parsed = parseImmutableKey(key);
  return Object.entries(resultExtensions).find(([, extension]) => extension === parsed?.extension)?.[0];
}
