import { addressOf } from "../address";
import { describeImage } from "../contract/image-description";
import type { ImageRecord } from "../contract/image-record";
import { objectMetadata } from "../contract/object-metadata";
import { matchesTrigger } from "../contract/original-keys";
import { isStorableKey } from "../contract/result-keys";
import { apiParameters, NO_OUTCOME, PENDING_STATUS } from "../contract/upload-api";
import { currentVersion } from "../current-version";
import { recordOfId } from "../image-record";
import type { Connections } from "../ports";
import { answer, problem, withCors, type ApiAnswer, type ApiEvent, type ApiHandler } from "./http";

type ImageStatusDeps = Pick<Connections, "settings" | "store" | "records" | "signer" | "imageId" | "placeholderUrl">;

/**
 * `GET /images/{image_id}` and `GET /images?key=…`: the record and the description of an image. 202 while the
 * current version of the key has no record yet and may still get one, 404 for an unknown image. With `version_id`, as
 * `POST /upload` answers it, the image is that very version, whatever has replaced it since.
 */
export function makeImageStatus(deps: ImageStatusDeps): ApiHandler {
  return withCors(async (event) => {
    const found = await find(deps, event);
    if ("statusCode" in found) return found;
    return answer(200, await describeRecord(deps, found));
  }, deps.settings.corsOrigin);
}

async function find(
  deps: ImageStatusDeps,
  { pathParameters, queryStringParameters }: ApiEvent,
): Promise<ImageRecord | ApiAnswer> {
  const id = pathParameters?.[apiParameters.imageId];
  if (id !== undefined) {
    return (await recordOfId(deps.records, id)) ?? unknown(`No image has the id ${JSON.stringify(id)}.`);
  }
  const key = queryStringParameters?.[apiParameters.key];
  if (!key) return problem(400, "REQUEST_INVALID", "Query parameter `key` is missing.");
  return findByKey(deps, key, queryStringParameters?.[apiParameters.versionId]);
}

async function findByKey(
  deps: ImageStatusDeps,
  key: string,
  versionId: string | undefined,
): Promise<ImageRecord | ApiAnswer> {
  const { sourceBucket: bucket, uploadPrefix } = deps.settings;
  // S3 answers 400 to the first, and 403 to the second, which the function's role does not cover.
  if (!isStorableKey(key)) return unknown("No image has this key: it is longer than S3 accepts.");
  if (!key.startsWith(uploadPrefix))
    return unknown(`No image has the key "${key}": keys begin with "${uploadPrefix}".`);
  const current = await currentVersion(deps.store, bucket, key);
  if (versionId !== undefined && versionId !== current?.ref.versionId) {
    const replaced = await deps.records.get(deps.imageId({ bucket, key, versionId }));
    return replaced ?? unknown(`No record is there of the version "${versionId}" of the key "${key}".`);
  }
  if (!current) {
    // Originals may expire; their results and records stay.
    const [latest] = await deps.records.ofKey(bucket, key);
    return latest ?? unknown(`No image has the key "${key}".`);
  }
  const imageId = deps.imageId(current.ref);
  const record = await deps.records.get(imageId);
  if (record) return record;
  if (!matchesTrigger(key, deps.settings)) {
    return unknown(`The object "${key}" is not processed: its name does not match the stack's setting suffixes.`);
  }
  const { processingLimitSec = Infinity, destinationBucket } = deps.settings;
  if (Date.now() - Date.parse(current.modified) <= processingLimitSec * 1000) {
    return answer(202, { status: PENDING_STATUS, image_id: imageId, original_key: key }, { "retry-after": "1" });
  }
  // No queue holds the event any more, and no dead letter was recorded: this is all that is known.
  const failed: Omit<ImageRecord, "sequencer"> = {
    image_id: imageId,
    status: "FAILED",
    reason: NO_OUTCOME,
    original_key: key,
    source_bucket: bucket,
    destination_bucket: destinationBucket,
    version_id: current.ref.versionId,
    upload_time: current.modified,
  };
  return answer(200, { ...failed, links: {}, ...describeImage({}, {}, undefined) });
}

function unknown(message: string): ApiAnswer {
  return problem(404, "IMAGE_UNKNOWN", message);
}

/** An image as the API answers with it. `links` are the addresses by the names of variants. */
async function describeRecord(deps: ImageStatusDeps, record: ImageRecord) {
  const { variants = [], placeholder } = record;
  const addresses = await addressesOf(deps, record);
  const links = variants.flatMap(({ name, key }) => (addresses[key] === undefined ? [] : [[name, addresses[key]]]));
  const placeholderUrl = placeholder === undefined ? undefined : deps.placeholderUrl(placeholder);
  return {
    ...record,
    links: Object.fromEntries(links) as Record<string, string>,
    ...describeImage(record, addresses, placeholderUrl),
  };
}

/** Of the results of this very version, by key: a later one may have replaced them under the same keys. */
async function addressesOf(
  deps: Pick<Connections, "settings" | "store" | "signer">,
  record: ImageRecord,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { image_id: id, destination_bucket: bucket, variants = [] } = record;
  const addresses = await Promise.all(
    variants.map(async ({ key }): Promise<readonly [string, string][]> => {
      const now = await deps.store.current(bucket, key);
      if (now.state !== "present" || now.metadata[objectMetadata.imageId] !== id) return [];
      return [[key, await addressOf(deps, bucket, key)]];
    }),
  );
  return Object.fromEntries(addresses.flat());
}
