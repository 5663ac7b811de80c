import { addressOf } from "../address";
import { describedImage, describeImage, type DescribedImage } from "../contract/image-description";
import type { ImageRecord } from "../contract/image-record";
import { parseImmutableKey } from "../contract/immutable-keys";
import { objectMetadata } from "../contract/object-metadata";
import { matchesTrigger } from "../contract/original-keys";
import { isStorableKey } from "../contract/result-keys";
import { prefixesText, routeOf } from "../contract/routes";
import { apiParameters, NO_OUTCOME, PENDING_STATUS, WAIT_RANGE_SEC } from "../contract/upload-api";
import { currentVersion } from "../current-version";
import { mayBeId, recordOfId } from "../image-record";
import type { Connections } from "../ports";
import { awaitRecord } from "./await-record";
import { answer, problem, withCors, type ApiAnswer, type ApiEvent, type ApiHandler } from "./http";

type ImageStatusDeps = Pick<Connections, "settings" | "store" | "records" | "signer" | "imageId" | "placeholderUrl">;

/** An image without a record that may still get one. */
interface Pending {
  readonly pendingId: string;
  /** Absent: it was asked for by its id. */
  readonly key?: string;
}

/**
 * `GET /images/{image_id}` and `GET /images?key=…`: the record and the description of an image. 202 while the
 * current version of the key has no record yet and may still get one, 404 for an unknown image. With `version_id`, as
 * `POST /upload` answers it, the image is that very version, whatever has replaced it since. With `wait` an image
 * without a record is waited for that many seconds, and answered as soon as it has one.
 */
export function makeImageStatus(deps: ImageStatusDeps): ApiHandler {
  return withCors(async (event) => {
    const waitSec = waitSecOf(event);
    if (waitSec === undefined) return problem(400, "REQUEST_INVALID", WAIT_EXPECTED);
    let found = await find(deps, event, waitSec > 0);
    if ("pendingId" in found && waitSec > 0) {
      // Meanwhile the image may have been replaced or removed.
      found = (await awaitRecord(deps.records, found.pendingId, waitSec * 1000)) ?? (await find(deps, event, true));
    }
    if ("statusCode" in found) return found;
    if ("pendingId" in found) return pending(found);
    return answer(200, await describeRecord(deps, found));
  }, deps.settings.corsOrigin);
}

const WAIT_EXPECTED = `Query parameter \`wait\` must be an integer ${WAIT_RANGE_SEC.min}..${WAIT_RANGE_SEC.max} (seconds).`;

/** Seconds to wait; undefined: not a number of seconds that can be waited for. */
function waitSecOf({ queryStringParameters }: ApiEvent): number | undefined {
  const text = queryStringParameters?.[apiParameters.wait] ?? "0";
  return /^\d{1,2}$/.test(text) && Number(text) <= WAIT_RANGE_SEC.max ? Number(text) : undefined;
}

async function find(
  deps: ImageStatusDeps,
  { pathParameters, queryStringParameters }: ApiEvent,
  waits: boolean,
): Promise<ImageRecord | ApiAnswer | Pending> {
  const id = pathParameters?.[apiParameters.imageId];
  if (id !== undefined) {
    const record = await recordOfId(deps.records, id);
    // By its id alone an image that has no record yet is like one that there never was.
    if (!record && waits && mayBeId(id)) return { pendingId: id };
    return record ?? unknown(`No image has the id ${JSON.stringify(id)}.`);
  }
  const key = queryStringParameters?.[apiParameters.key];
  if (!key) return problem(400, "REQUEST_INVALID", "Query parameter `key` is missing.");
  return findByKey(deps, key, queryStringParameters?.[apiParameters.versionId]);
}

function pending({ pendingId, key }: Pending): ApiAnswer {
  const body = { status: PENDING_STATUS, image_id: pendingId, ...(key !== undefined && { original_key: key }) };
  return answer(202, body, { "retry-after": "1" });
}

async function findByKey(
  deps: ImageStatusDeps,
  key: string,
  versionId: string | undefined,
): Promise<ImageRecord | ApiAnswer | Pending> {
  const { sourceBucket: bucket } = deps.settings;
  // S3 answers 400 to the first, and 403 to the second, which the function's role does not cover.
  if (!isStorableKey(key)) return unknown("No image has this key: it is longer than S3 accepts.");
  const route = routeOf(deps.settings, key);
  if (!route) return unknown(`No image has the key "${key}": keys begin with ${prefixesText(deps.settings)}.`);
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
  if (!matchesTrigger(key, route)) {
    const setting = deps.settings.routes ? `suffixes of the route "${route.prefix}"` : "stack's setting suffixes";
    return unknown(`The object "${key}" is not processed: its name does not match the ${setting}.`);
  }
  const { processingLimitSec = Infinity, destinationBucket } = deps.settings;
  if (Date.now() - Date.parse(current.modified) <= processingLimitSec * 1000) {
    return { pendingId: imageId, key };
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

/** An image as the API answers with it. */
async function describeRecord(deps: ImageStatusDeps, record: ImageRecord): Promise<DescribedImage> {
  const placeholderUrl = record.placeholder === undefined ? undefined : deps.placeholderUrl(record.placeholder);
  return describedImage(record, await addressesOf(deps, record), placeholderUrl);
}

/** Of the results of this very version, by key: a later one may have replaced them under the same stable keys. */
async function addressesOf(
  deps: Pick<Connections, "settings" | "store" | "signer">,
  record: ImageRecord,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { image_id: id, destination_bucket: bucket, variants = [] } = record;
  const addresses = await Promise.all(
    variants.map(async ({ key }): Promise<readonly [string, string][]> => {
      const now = await deps.store.current(bucket, key);
      if (now.state !== "present") return [];
      if (now.metadata[objectMetadata.imageId] !== id && !parseImmutableKey(key)) return [];
      return [[key, await addressOf(deps, bucket, key)]];
    }),
  );
  return Object.fromEntries(addresses.flat());
}
