import { createHash } from "node:crypto";

import { manifestKey, originalOfManifest, parseResultKey, type ImageRecord } from "../../../handlers/contract";
import type { Acknowledged } from "./uploads";
import type { StackView, StoredVersion } from "./stack";

/** What has become of everything that users have sent. */
export interface Verdict {
  /** What is wrong; nothing in the end. */
  readonly faults: readonly string[];
  readonly originals: number;
  readonly processed: number;
  readonly refused: number;
  readonly deleted: number;
  readonly deadLettered: number;
}

const REQUESTS_AT_ONCE = 16;

const etagOf = (bytes: Buffer) => `"${createHash("md5").update(bytes).digest("hex")}"`;

/**
 * Whether every acknowledged original is there, and whether the current version of each key has exactly one outcome and
 * exactly its results.
 *
 * @param imageEtags entity tags of the bodies that are images
 */
export async function verdictOf(
  stack: StackView,
  acknowledged: readonly Acknowledged[],
  imageEtags: ReadonlySet<string>,
): Promise<Verdict> {
  const versions = await stack.versions();
  const [records, resultKeys, letters] = await Promise.all([stack.records(), stack.resultKeys(), stack.deadLetters()]);
  const current = versions.filter(({ isCurrent }) => isCurrent);
  const isDeadLettered = ({ key }: StoredVersion) => letters.some((letter) => letter.includes(key));
  const outcomes = current.map((version) => ({
    ...outcomeOf(version, records, imageEtags, isDeadLettered(version)),
    version,
  }));
  const count = (outcome: Outcome["outcome"]) => outcomes.filter((one) => one.outcome === outcome).length;
  const faults = [
    ...lost(versions, acknowledged),
    ...outcomes.flatMap(({ fault }) => fault ?? []),
    ...doubled(records),
    ...(await wrongResults(
      stack,
      resultKeys,
      outcomes.flatMap(({ record }) => record ?? []),
      letters,
    )),
  ];
  return {
    faults,
    originals: versions.filter(({ etag }) => etag !== undefined).length,
    processed: count("processed"),
    refused: count("refused"),
    deleted: count("deleted"),
    deadLettered: count("dead-lettered"),
  };
}

/** Entity tags of bodies that are images. */
export function imageEtagsOf(bodies: readonly { readonly bytes: Buffer; readonly isImage: boolean }[]): Set<string> {
  return new Set(bodies.filter(({ isImage }) => isImage).map(({ bytes }) => etagOf(bytes)));
}

/** Acknowledged originals whose bytes are not those that were sent. */
export async function wrongBytes(stack: StackView, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const faults = await allOf(acknowledged, async ({ key, versionId, body }) => {
    if (body === undefined) return [];
    const bytes = await stack.bytes(key, versionId);
    return bytes?.equals(body.bytes) === true ? [] : [`original ${key}@${versionId}: not the bytes that were sent`];
  });
  return faults.flat();
}

function lost(versions: readonly StoredVersion[], acknowledged: readonly Acknowledged[]): string[] {
  const stored = new Map(versions.map((version) => [`${version.key}@${version.versionId}`, version]));
  return acknowledged.flatMap(({ key, versionId, body }) => {
    const version = stored.get(`${key}@${versionId}`);
    const expected = body === undefined ? undefined : etagOf(body.bytes);
    if (version !== undefined && version.etag === expected) return [];
    return [`${body === undefined ? "deletion" : "original"} ${key}@${versionId}: lost`];
  });
}

interface Outcome {
  readonly outcome: "processed" | "refused" | "deleted" | "dead-lettered" | "none";
  readonly record?: ImageRecord;
  readonly fault?: string;
}

function outcomeOf(
  { key, versionId, etag }: StoredVersion,
  records: readonly ImageRecord[],
  imageEtags: ReadonlySet<string>,
  isDeadLettered: boolean,
): Outcome {
  const ofKey = records.filter(({ original_key: original }) => original === key);
  if (isDeadLettered) return { outcome: "dead-lettered" };
  if (etag === undefined) {
    if (ofKey.length === 0) return { outcome: "deleted" };
    return { outcome: "none", fault: `${key}: deleted, and ${ofKey.length} records are there` };
  }
  const record = ofKey.find(({ version_id: id }) => id === versionId);
  const expected = imageEtags.has(etag) ? "PROCESSED" : "REFUSED";
  if (record?.status !== expected) {
    return {
      outcome: "none",
      fault: `${key}@${versionId}: expected ${expected}, found ${record?.status ?? "no record"}`,
    };
  }
  return { outcome: expected === "PROCESSED" ? "processed" : "refused", record };
}

function doubled(records: readonly ImageRecord[]): string[] {
  const seen = new Set<string>();
  return records.flatMap(({ original_key: key, version_id: versionId = "" }) => {
    const id = `${key}@${versionId}`;
    if (seen.has(id)) return [`${id}: recorded twice`];
    seen.add(id);
    return [];
  });
}

/** Results that are missing, of another version, or of nothing that is current. */
async function wrongResults(
  stack: StackView,
  resultKeys: readonly string[],
  records: readonly ImageRecord[],
  letters: readonly string[],
): Promise<string[]> {
  const stored = new Set(resultKeys);
  const owners = new Map(
    records.flatMap(({ image_id: id, original_key: original, variants = [] }) => [
      ...variants.map(({ key }) => [key, id] as const),
      ...(stored.has(manifestKey(original)) ? [[manifestKey(original), id] as const] : []),
    ]),
  );
  const others = resultKeys.filter((key) => !owners.has(key));
  const unowned = await allOf(others, async (key) => {
    const original = originalOfManifest(key) ?? parseResultKey(key)?.key ?? key;
    if (letters.some((letter) => letter.includes(original))) return [];
    const isCurrent = records.some(({ original_key: one }) => one === original);
    // It waits for the bucket's lifecycle.
    if (isCurrent && parseResultKey(key)?.hash !== undefined && (await stack.isSuperseded(key))) return [];
    return [`result ${key}: of no current version`];
  });
  const misowned = await allOf([...owners], async ([key, id]) => {
    const owner = await stack.resultOwner(key);
    if (owner !== id) return [`result ${key}: expected of ${id}, found ${owner ?? "none"}`];
    return (await stack.isSuperseded(key)) ? [`result ${key}: superseded, and its record names it`] : [];
  });
  return [...unowned.flat(), ...misowned.flat()];
}

/** `work` on each item, on some at once. */
async function allOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.values();
  const worker = async () => {
    for (const item of left) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, worker));
  return results;
}
