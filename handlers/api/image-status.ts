import { isProcessed } from "../original-key";
import type { Connections, ImageRecord } from "../ports";
import { isStorableKey } from "../result-key";
import { findShown } from "../shown-version";
import { answer, problem, withCors, type ApiAnswer, type ApiEvent, type ApiHandler } from "./http";
import { recordOf } from "./record-of";

/** Seconds that a link to a result is good for. */
const LINK_EXPIRES_SEC = 15 * 60;

/**
 * `GET /images/{image_id}` and `GET /images?key=…`: the record of an image with links to its results. 202 while the
 * version that the key shows is being processed, 404 for what is not known.
 */
export function makeImageStatus(deps: Connections): ApiHandler {
  return withCors(async (event) => {
    const found = await find(deps, event);
    if ("statusCode" in found) return found;
    return answer(200, { ...found, links: await links(deps, found) });
  }, deps.settings.corsOrigin);
}

async function find(
  deps: Connections,
  { pathParameters, queryStringParameters }: ApiEvent,
): Promise<ImageRecord | ApiAnswer> {
  const id = pathParameters?.image_id;
  const key = queryStringParameters?.key;
  if (id !== undefined) return (await recordOf(deps, id)) ?? unknown(`no image has the id ${id}`);
  if (!key) return problem(400, "REQUEST_INVALID", "expected an image_id in the path or a key in the query");
  return ofKey(deps, key);
}

async function ofKey(deps: Connections, key: string): Promise<ImageRecord | ApiAnswer> {
  const { sourceBucket: bucket, uploadPrefix } = deps.settings;
  // S3 would refuse to tell of either.
  if (!isStorableKey(key)) return unknown("no image has a key of this length");
  if (!key.startsWith(uploadPrefix)) return unknown(`no image has the key ${key}: keys begin with ${uploadPrefix}`);
  const shown = await findShown(deps.store, bucket, key);
  if (!shown) {
    // Originals may expire; what was made of them stays.
    const [latest] = (await deps.records?.ofKey(bucket, key)) ?? [];
    return latest ?? unknown(`no image has the key ${key}`);
  }
  const imageId = deps.imageId(shown.ref);
  const record = await deps.records?.get(imageId);
  if (record) return record;
  if (!isProcessed(key, deps.settings)) return unknown(`nothing is made of an object with the key ${key}`);
  return answer(202, { status: "PROCESSING", image_id: imageId, original_key: key }, { "retry-after": "1" });
}

function unknown(message: string): ApiAnswer {
  return problem(404, "IMAGE_UNKNOWN", message);
}

/** Links to the results that are this image's own: another version may have its results under the same keys by now. */
async function links({ store, signer }: Connections, record: ImageRecord): Promise<Record<string, string>> {
  const { image_id: id, destination_bucket: bucket, variants = [] } = record;
  const entries = await Promise.all(
    variants.map(async ({ name, key }): Promise<readonly [string, string][]> => {
      const now = await store.current(bucket, key);
      if (now.state !== "present" || now.metadata["image-id"] !== id) return [];
      return [[name, await signer.link(bucket, key, LINK_EXPIRES_SEC)]];
    }),
  );
  return Object.fromEntries(entries.flat());
}
