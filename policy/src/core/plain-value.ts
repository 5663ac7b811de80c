import * as sdk from "@pulumi/policy";

/** What the SDK (1.21) exports at run time while its declarations omit it. */
interface Internals {
  /** Wraps properties as the SDK's server does before a rule reads them: reading an unknown value throws. */
  readonly unknownCheckingProxy: <T extends object>(properties: T) => T;
  readonly UnknownValueError: abstract new (...args: never[]) => Error;
}

const { unknownCheckingProxy, UnknownValueError } = sdk as unknown as Internals;
export { unknownCheckingProxy, UnknownValueError };

/** A value that is not known before other resources exist: an output, in a preview. */
export class Unknown {
  /** @param path within the resource's properties, such as `rules[0].kmsMasterKeyId` */
  constructor(readonly path: string) {}
}

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Plain data as a rule reads it: an `Unknown` where the SDK would throw. */
export type Plain = null | boolean | number | string | Unknown | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Copies properties out of the SDK's proxy, which throws whenever an unknown value is read. A rule that read the proxy
 * would end at the first one with an advisory note, and its other findings would be lost; with a copy it checks
 * everything that is known.
 */
export function snapshot(value: unknown, path = ""): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  if (Array.isArray(value)) {
    const items: Plain[] = [];
    for (let i = 0; i < value.length; i++) items.push(member(value, i, `${path}[${i}]`));
    return items;
  }
  if (typeof value !== "object" || isAsset(value)) return null;
  const copy: Record<string, Plain> = {};
  for (const key of Object.keys(value)) {
    // A property that is set to undefined is the same as an absent one.
    const item = member(value, key, path === "" ? key : `${path}.${key}`);
    if (item !== null) copy[key] = item;
  }
  return copy;
}

function member(holder: object, key: string | number, path: string): Plain {
  try {
    return snapshot((holder as Record<string | number, unknown>)[key], path);
  } catch (error) {
    if (error instanceof UnknownValueError) return new Unknown(path);
    throw error;
  }
}

/** Code and archives are large, and no rule reads them. */
function isAsset(value: object): boolean {
  return "__pulumiAsset" in value || "__pulumiArchive" in value;
}

/**
 * The value at a path such as `rule.objectOwnership`: null where it is absent, `Unknown` where it, or an object that
 * contains it, is unknown.
 */
export function valueAt(start: Plain, path: string): Plain {
  let value = start;
  for (const key of path.split(".")) {
    if (isUnknown(value)) return value;
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    value = (value as { readonly [key: string]: Plain })[key] ?? null;
  }
  return value;
}

/** The items of a list; a single value counts as a list of one, an unknown list as one unknown item. */
export function itemsOf(value: Plain): readonly Plain[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly Plain[]) : [value];
}

/** The keys and values of an object; empty for any other value. */
export function entriesOf(value: Plain): [string, Plain][] {
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof Unknown) return [];
  return Object.entries(value);
}
