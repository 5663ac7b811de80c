import type { ImageRecord } from "../contract/image-record";
import { ALL_VERSIONS, apiParameters } from "../contract/upload-api";
import { isWatermark } from "../contract/watermarks";
import { deleteForGood } from "../delete-for-good";
import { recordOfId } from "../image-record";
import type { Connections } from "../ports";
import type { ObjectStore } from "../ports/object-store";
import { removeResults } from "../remove-results";
import { answer, problem, withCors, type ApiHandler } from "./http";

type DeleteImageDeps = Pick<Connections, "settings" | "store" | "records" | "edge" | "imageId">;

/**
 * `DELETE /images/{image_id}`: the original, its results, and the record, which goes last so that a deletion that
 * failed half-way can be repeated. With `?versions=all` for good: every version of key and results, all records.
 */
export function makeDeleteImage(deps: DeleteImageDeps): ApiHandler {
  return withCors(async ({ pathParameters, queryStringParameters }) => {
    const id = pathParameters?.[apiParameters.imageId] ?? "";
    const record = await recordOfId(deps.records, id);
    if (!record) return problem(404, "IMAGE_UNKNOWN", `No image has the id ${JSON.stringify(id)}.`);
    const versions = queryStringParameters?.[apiParameters.versions];
    if (versions !== undefined && versions !== ALL_VERSIONS) {
      return problem(
        400,
        "REQUEST_INVALID",
        `Query parameter \`versions\` may be "${ALL_VERSIONS}"; got "${versions}".`,
      );
    }
    // It was an image before a variant used it.
    if (isWatermark(record.original_key, deps.settings)) {
      const key = JSON.stringify(record.original_key);
      return problem(400, "KEY_RESERVED", `An image that variants use as their watermark is not deleted: ${key}.`);
    }
    if (versions === ALL_VERSIONS) {
      await deleteForGood(deps, record);
      return { ...answer(204, {}), body: "" };
    }
    await removeResults(deps, record.original_key, [record], { id: "imageId", value: id });
    await deps.edge.flush();
    await removeOriginal(deps.store, record);
    await deps.records.remove(id);
    return { ...answer(204, {}), body: "" };
  }, deps.settings.corsOrigin);
}

/**
 * A current version is hidden by a delete marker: deleted permanently it would make the version before it current. A
 * noncurrent version is deleted permanently.
 */
async function removeOriginal(store: ObjectStore, record: ImageRecord): Promise<void> {
  const ref = { bucket: record.source_bucket, key: record.original_key };
  const now = await store.current(ref.bucket, ref.key);
  const isCurrent = now.state === "present" && now.versionId === record.version_id;
  if (isCurrent) await store.remove(ref);
  else if (record.version_id !== undefined) await store.remove({ ...ref, versionId: record.version_id });
}
