import {
  appliesTo,
  manifestKey,
  objectMetadata,
  parseResultKey,
  parseSize,
  resultKeys,
  specificationOf,
  type ImageRecord,
  type ProcessingSettings,
  type Variant,
  type VariantRecord,
} from "../../handlers/contract";

/** What is wrong with an original: `missing` has no outcome or no result, `stale` has another than it should have. */
export type Finding = {
  readonly state: "missing" | "stale";
  readonly code:
    | "NO_RECORD"
    | "FAILED"
    | "PROCESSING"
    | "REFUSED_AS_GONE"
    | "VARIANT_MISSING"
    | "SPECIFICATION_CHANGED"
    | "RESULT_MISSING"
    | "RESULT_OF_OTHER_VERSION"
    | "RESULT_SUPERSEDED"
    | "ADDRESS_CHANGED"
    | "NOT_DESCRIBED"
    | "MANIFEST_MISSING"
    | "MANIFEST_OF_OTHER_VERSION";
  /** Names of the variants that it is about; all where there is no outcome. */
  readonly variants: readonly string[];
};

/** The metadata of a result; undefined where there is no object. */
export type ReadResult = (key: string) => Promise<Readonly<Record<string, string>> | undefined>;

/** The version and its record. */
export interface Assessed {
  readonly key: string;
  readonly imageId: string;
  readonly record?: ImageRecord;
}

/**
 * Compares an original with its record and its results. What was refused for a reason that lies in its bytes is as it
 * should be.
 *
 * @param hasRecords whether the stack keeps records
 * @param read looks up the metadata of a result; called only for those that should exist
 * @returns the first thing that is wrong; undefined: nothing
 */
export async function assess(
  original: Assessed,
  variants: readonly Variant[],
  hasRecords: boolean,
  read: ReadResult,
): Promise<Finding | undefined> {
  const names = variants.map(({ name }) => name);
  if (!hasRecords) return assessResults(original, variants, read);
  const { record } = original;
  if (record === undefined) return { state: "missing", code: "NO_RECORD", variants: names };
  switch (record.status) {
    case "REFUSED":
      // True of an earlier state of the bucket: this version is current.
      return record.reason === "SUPERSEDED" || record.reason === "SOURCE_GONE"
        ? { state: "missing", code: "REFUSED_AS_GONE", variants: names }
        : undefined;
    case "FAILED":
    case "PROCESSING":
      return { state: "missing", code: record.status, variants: names };
    case "PROCESSED":
      return assessRecorded(original, record, variants, read);
  }
}

/** What the stack would make of an original. */
type Expected<Setting extends keyof ProcessingSettings> = Pick<ProcessingSettings, Setting> & {
  readonly variants: readonly Variant[];
};

/** What else is wrong with an original that is as it should be: its record does not say how it looks, and should. */
export function assessDescription(
  { record }: Assessed,
  { describes = false, variants }: Expected<"describes">,
): Finding | undefined {
  const lacks = describes && record?.status === "PROCESSED" && record.placeholder === undefined;
  // To make one result is enough.
  return lacks ? finding("stale", "NOT_DESCRIBED", variants.slice(0, 1)) : undefined;
}

/** Likewise: its results have addresses of the kind that the stack had before. */
export function assessAddresses(
  { record }: Assessed,
  { address = "stable", variants }: Expected<"address">,
): Finding | undefined {
  if (record?.status !== "PROCESSED") return undefined;
  const kindOf = (key: string) => (parseResultKey(key)?.hash === undefined ? "stable" : "immutable");
  const entries = (record.variants ?? []).filter(({ key }) => kindOf(key) !== address);
  const changed = variants.filter(({ name }) => entries.some((entry) => entry.name === name));
  return changed.length > 0 ? finding("stale", "ADDRESS_CHANGED", changed) : undefined;
}

/** Likewise: its manifest is not there, or describes another version. */
export async function assessManifest(
  { key, imageId, record }: Assessed,
  { manifests = false, variants }: Expected<"manifests">,
  read: ReadResult,
): Promise<Finding | undefined> {
  if (!manifests || record?.status !== "PROCESSED") return undefined;
  const metadata = await read(manifestKey(key));
  if (metadata === undefined) return finding("missing", "MANIFEST_MISSING", variants.slice(0, 1));
  const isOwn = metadata[objectMetadata.imageId] === imageId;
  return isOwn ? undefined : finding("stale", "MANIFEST_OF_OTHER_VERSION", variants.slice(0, 1));
}

async function assessRecorded(
  { imageId }: Assessed,
  record: ImageRecord,
  all: readonly Variant[],
  read: ReadResult,
): Promise<Finding | undefined> {
  const size = parseSize(record.original_size);
  const variants = all.filter((variant) => appliesTo(variant, size));
  const entries = new Map((record.variants ?? []).map((entry) => [entry.name, entry]));
  const unrecorded = variants.filter(({ name }) => !entries.has(name));
  if (unrecorded.length > 0) return finding("missing", "VARIANT_MISSING", unrecorded);
  const changed = variants.filter((variant) => entries.get(variant.name)?.specification !== specificationOf(variant));
  if (changed.length > 0) return finding("stale", "SPECIFICATION_CHANGED", changed);
  const stored = await Promise.all(variants.map(({ name }) => resultOf(entries.get(name), read)));
  const absent = variants.filter((_, at) => stored[at] === undefined);
  if (absent.length > 0) return finding("missing", "RESULT_MISSING", absent);
  const others = variants.filter((_, at) => stored[at]?.[objectMetadata.imageId] !== imageId);
  if (others.length > 0) return finding("stale", "RESULT_OF_OTHER_VERSION", others);
  const superseded = variants.filter((_, at) => stored[at]?.[objectMetadata.superseded] !== undefined);
  return superseded.length > 0 ? finding("stale", "RESULT_SUPERSEDED", superseded) : undefined;
}

/** The metadata of a recorded result; undefined where there is no object. */
async function resultOf(entry: VariantRecord | undefined, read: ReadResult): ReturnType<ReadResult> {
  return entry && read(entry.key);
}

/** Without records: a result is under one of the keys that it can have, and those of sets say the original's size. */
async function assessResults(
  { key, imageId }: Assessed,
  variants: readonly Variant[],
  read: ReadResult,
): Promise<Finding | undefined> {
  const found = await Promise.all(
    variants.map(async (variant) => {
      const all = await Promise.all(resultKeys(variant.name, key).map(read));
      return all.find((metadata) => metadata?.[objectMetadata.imageId] === imageId);
    }),
  );
  const [size] = found.flatMap((metadata) => parseSize(metadata?.[objectMetadata.originalSize]) ?? []);
  const absent = variants.filter((variant, at) => found[at] === undefined && appliesTo(variant, size));
  if (absent.length > 0) return finding("missing", "RESULT_MISSING", absent);
  const changed = variants.filter(
    (variant, at) => found[at] && found[at][objectMetadata.specification] !== specificationOf(variant),
  );
  return changed.length > 0 ? finding("stale", "SPECIFICATION_CHANGED", changed) : undefined;
}

function finding(state: Finding["state"], code: Finding["code"], variants: readonly Variant[]): Finding {
  return { state, code, variants: variants.map(({ name }) => name) };
}
