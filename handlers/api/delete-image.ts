import type { Connections, ImageRecord } from "../ports";
import { removeResults } from "../results-of";
import { answer, problem, withCors, type ApiHandler } from "./http";
import { recordOf } from "./record-of";

/**
 * `DELETE /images/{image_id}`: the original, everything made of it, and the record, which goes last so that a deletion
 * that broke off can be asked for again.
 */
export function makeDeleteImage(deps: Connections): ApiHandler {
  return withCors(async ({ pathParameters }) => {
    const id = pathParameters?.image_id ?? "";
    const record = await recordOf(deps, id);
    if (!record) return problem(404, "IMAGE_UNKNOWN", `no image has the id ${id}`);
    await removeResults(deps, record.original_key, [record], { name: "image-id", value: id });
    await removeOriginal(deps, record);
    await deps.records?.remove(id);
    return { ...answer(204, {}), body: "" };
  }, deps.settings.corsOrigin);
}

/**
 * What the key shows goes behind a delete marker: dropped for good it would uncover the version before it. A version
 * that the key no longer shows is dropped by its id.
 */
async function removeOriginal({ store }: Connections, record: ImageRecord): Promise<void> {
  const ref = { bucket: record.source_bucket, key: record.original_key };
  const now = await store.current(ref.bucket, ref.key);
  const shown = now.state === "present" && now.versionId === record.version_id;
  if (shown) await store.remove(ref);
  else if (record.version_id !== undefined) await store.remove({ ...ref, versionId: record.version_id });
}
