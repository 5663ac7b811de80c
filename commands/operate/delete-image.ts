import { setTimeout } from "node:timers/promises";

import { DeleteItemCommand, GetItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";

import {
  objectMetadata,
  imageId,
  immutablePrefix,
  manifestKey,
  MAX_KEY_BYTES,
  originalKeyIndex,
  parseResultKey,
  RECORD_KEY,
  resultKeys,
  variantsOf,
  type ImageRecord,
} from "../../handlers/contract";
import { CliError } from "../command-line/errors";
import { refusedByAws } from "./aws-errors";
import type { ConnectedStack } from "./clients";
import { listVersions, type ListedVersion } from "./listing";
import { headObject } from "./read-result";
import { recordIn } from "./records";

/** What there is of one image: of a key, in all its versions. */
export interface ImageInventory {
  readonly key: string;
  readonly versions: readonly ListedVersion[];
  /** Versions of results. */
  readonly results: readonly ListedVersion[];
  readonly records: readonly ImageRecord[];
}

/** Rounds of deleting until nothing comes back: what was being processed may be stored after the first. */
const MAX_ROUNDS = 10;
/** Milliseconds between two rounds. */
const PAUSE_MS = 1000;

/** @throws CliError IMAGE_UNKNOWN */
export async function keyOfImage({ dynamodb, outputs, name }: ConnectedStack, id: string): Promise<string> {
  const { metadataTable } = outputs;
  const { Item } =
    metadataTable === undefined
      ? { Item: undefined }
      : await dynamodb.send(new GetItemCommand({ TableName: metadataTable, Key: { [RECORD_KEY]: { S: id } } }));
  if (Item === undefined) throw new CliError("IMAGE_UNKNOWN", `no image of ${name} has the id ${id}: give its --key`);
  return recordIn(Item).original_key;
}

/** Everything that there is of a key. */
export async function takeInventory(stack: ConnectedStack, key: string): Promise<ImageInventory> {
  const { s3, outputs, processing } = stack;
  const [versions, records] = await Promise.all([versionsOf(stack, outputs.sourceBucket, key), recordsOf(stack, key)]);
  const recorded = records.flatMap((record) => record.variants ?? []);
  const names = new Set([...variantsOf(processing, key), ...recorded].map(({ name }) => name));
  const own = [...names].flatMap((name) => resultKeys(name, key));
  // Earlier releases gave results of different originals the same key.
  const recordedKeys = recorded.map((result) => result.key).filter((result) => !isImmutable(result));
  const former = [...new Set(recordedKeys)].filter((result) => !own.includes(result));
  const originalId = imageId({ bucket: outputs.sourceBucket, key });
  const results: ListedVersion[] = [...(await immutableVersionsOf(stack, key))];
  for (const result of [manifestKey(key), ...own, ...former]) {
    const isOwn = !former.includes(result);
    const head = isOwn ? undefined : await headObject(s3, outputs.destinationBucket, result);
    if (!isOwn && head?.metadata[objectMetadata.originalId] !== originalId) continue;
    results.push(...(await versionsOf(stack, outputs.destinationBucket, result)));
  }
  return { key, versions, results, records };
}

/**
 * Deletes every version, result and record of a key, and looks again until nothing comes back.
 *
 * @returns what was deleted in all rounds
 * @throws CliError AWS_REFUSED; Error if something keeps coming back
 */
export async function deleteImage(stack: ConnectedStack, key: string, signal: AbortSignal): Promise<ImageInventory> {
  const { sourceBucket, destinationBucket } = stack.outputs;
  let deleted: ImageInventory = { key, versions: [], results: [], records: [] };
  try {
    for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round++) {
      if (round > 0) await setTimeout(PAUSE_MS);
      const there = await takeInventory(stack, key);
      if (there.versions.length + there.results.length + there.records.length === 0) {
        // The second look finds what was under way at the first.
        if (round > 1) return deleted;
        continue;
      }
      await deleteVersions(stack, sourceBucket, there.versions);
      await deleteVersions(stack, destinationBucket, there.results);
      for (const record of there.records) await deleteRecord(stack, record);
      deleted = {
        key,
        versions: [...deleted.versions, ...there.versions],
        results: [...deleted.results, ...there.results],
        records: [...deleted.records, ...there.records],
      };
    }
  } catch (error) {
    throw refusedByAws(error) ?? error;
  }
  if (signal.aborted) return deleted;
  throw new Error(`${key} comes back: expected nothing after ${MAX_ROUNDS} rounds; is it being uploaded?`);
}

async function versionsOf({ s3 }: ConnectedStack, bucket: string, key: string): Promise<readonly ListedVersion[]> {
  const found: ListedVersion[] = [];
  for await (const page of listVersions(s3, bucket, { prefix: key, pageSize: 1000 })) {
    found.push(...page.filter((version) => version.key === key));
    // Of the keys that begin with it, it is the first.
    if (page.at(-1)?.key !== key) break;
  }
  return found;
}

/** The versions of a key's results with hashes in their keys: those of every version of it, also superseded ones. */
async function immutableVersionsOf({ s3, outputs }: ConnectedStack, key: string): Promise<readonly ListedVersion[]> {
  const found: ListedVersion[] = [];
  const prefix = immutablePrefix(key);
  if (Buffer.byteLength(prefix) > MAX_KEY_BYTES) return found;
  for await (const page of listVersions(s3, outputs.destinationBucket, { prefix, pageSize: 1000 })) {
    found.push(...page.filter((version) => parseResultKey(version.key)?.key === key));
  }
  return found;
}

const isImmutable = (key: string): boolean => parseResultKey(key)?.hash !== undefined;

async function recordsOf({ dynamodb, outputs }: ConnectedStack, key: string): Promise<readonly ImageRecord[]> {
  const { metadataTable: TableName, sourceBucket } = outputs;
  if (TableName === undefined) return [];
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName,
      IndexName: originalKeyIndex.name,
      KeyConditionExpression: `${originalKeyIndex.partitionKey} = :key`,
      ExpressionAttributeValues: { ":key": { S: key } },
    },
  );
  const records: ImageRecord[] = [];
  for await (const { Items = [] } of pages) records.push(...Items.map(recordIn));
  return records.filter((record) => record.source_bucket === sourceBucket);
}

/**
 * Deletes versions for good. Keys are hidden first, and the markers that hide them go last: otherwise each deletion
 * would make an earlier version current, which would be processed again.
 */
async function deleteVersions(
  { s3 }: ConnectedStack,
  Bucket: string,
  versions: readonly ListedVersion[],
): Promise<void> {
  const markers = versions.filter(({ isMarker }) => isMarker).reverse();
  const remove = ({ key, versionId = "null" }: Pick<ListedVersion, "key" | "versionId">) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: versionId }));
  const hiding: Pick<ListedVersion, "key" | "versionId">[] = [];
  for (const { key } of versions.filter(({ isLatest, isMarker }) => isLatest && !isMarker)) {
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
    if (VersionId !== undefined) hiding.push({ key, versionId: VersionId });
  }
  for (const version of versions.filter(({ isMarker }) => !isMarker)) await remove(version);
  for (const marker of [...markers, ...hiding]) await remove(marker);
}

async function deleteRecord({ dynamodb, outputs }: ConnectedStack, { image_id: id }: ImageRecord): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: outputs.metadataTable, Key: { [RECORD_KEY]: { S: id } } }));
}
