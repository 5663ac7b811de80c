import { immutablePrefix, parseImmutableKey } from "./contract/immutable-keys";
import { objectMetadata } from "./contract/object-metadata";
import { parseSize } from "./contract/pixel-size";
import { isStorableKey, manifestKey, parseResultKey } from "./contract/result-keys";
import { variantsOf } from "./contract/routes";
import { appliesTo } from "./contract/variant-sets";
import type { Variant } from "./contract/variants";
import type { Connections } from "./ports";
import type { CurrentObject, KeyBelow, ObjectRef } from "./ports/object-store";

/** What is stored under keys of results, by key. */
export type SeenResults = Readonly<Record<string, CurrentObject>>;

/** Whose results: those of one version, or those of every version of a key. */
export interface ResultOwner {
  readonly id: "imageId" | "originalId";
  readonly value: string;
}

type StoreDeps = Pick<Connections, "store" | "settings">;

/**
 * Looks at what is stored of an original: under the stable keys that its results can have, or under every immutable key
 * that there is of these variants; and at its manifest, where the stack makes any.
 *
 * @param stableKeysOf those of one variant: `configuredResultKeys`, or `everyResultKey`
 */
export async function lookAtResults(
  deps: StoreDeps,
  key: string,
  variants: readonly Variant[],
  stableKeysOf: (variant: Variant, key: string) => readonly string[],
): Promise<SeenResults> {
  const { address, manifests } = deps.settings;
  const results =
    address === "immutable"
      ? await immutableKeysOf(deps, key, variants)
      : variants.flatMap((variant) => stableKeysOf(variant, key));
  return lookAtKeys(deps, [...results, ...(manifests ? [manifestKey(key)] : [])]);
}

/** Looks at what is stored under keys. Keys that S3 cannot have hold nothing. */
export async function lookAtKeys({ store, settings }: StoreDeps, keys: readonly string[]): Promise<SeenResults> {
  const storable = [...new Set(keys)].filter(isStorableKey);
  const seen = await Promise.all(
    storable.map(async (key) => [key, await store.current(settings.destinationBucket, key)] as const),
  );
  return Object.fromEntries(seen);
}

async function immutableKeysOf(deps: StoreDeps, key: string, variants: readonly Variant[]): Promise<readonly string[]> {
  const found = (await immutableResults(deps, key)).filter(({ removed }) => removed === undefined);
  return found
    .map((one) => one.key)
    .filter((one) => variants.some(({ name }) => name === parseImmutableKey(one)?.variant));
}

/** The immutable keys of an original's results, of every version and variant, also of those that were removed. */
export async function immutableResults({ store, settings }: StoreDeps, key: string): Promise<readonly KeyBelow[]> {
  const prefix = immutablePrefix(key);
  if (!isStorableKey(prefix)) return [];
  const below = await store.keysBelow(settings.destinationBucket, prefix);
  return below.filter((one) => parseImmutableKey(one.key));
}

/** Whether an object is a result of this owner: a key alone says neither the version nor who stored it. */
export function isResultOf(now: CurrentObject, { id, value }: ResultOwner): boolean {
  return now.state === "present" && now.metadata[objectMetadata[id]] === value;
}

/** Whether another result has taken the place of this one. */
export function isSuperseded(now: CurrentObject): boolean {
  return now.state === "present" && now.metadata[objectMetadata.superseded] !== undefined;
}

/** The keys of a version's results among those that were seen. */
export function resultsOf(deps: Pick<Connections, "imageId">, ref: ObjectRef, seen: SeenResults): readonly string[] {
  const owner = { id: "imageId", value: deps.imageId(ref) } as const;
  return Object.entries(seen).flatMap(([key, now]) => (isResultOf(now, owner) && !isSuperseded(now) ? [key] : []));
}

/** Whether a version has a result for every variant that applies to it. Results say how large their original was. */
export function hasResults(
  deps: Pick<Connections, "settings" | "imageId">,
  ref: ObjectRef,
  seen: SeenResults,
): boolean {
  const own = resultsOf(deps, ref, seen);
  const [size] = own.flatMap((key) => {
    const now = seen[key];
    return now?.state === "present" ? (parseSize(now.metadata[objectMetadata.originalSize]) ?? []) : [];
  });
  const names = own.map((key) => parseResultKey(key)?.variant);
  return variantsOf(deps.settings, ref.key)
    .filter((variant) => appliesTo(variant, size))
    .every(({ name }) => names.includes(name));
}
