/** A property as it travels between program, engine and provider: JSON, with marked maps for everything JSON lacks. */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | PropertyMap;

/** The properties of a resource. */
export interface PropertyMap {
  [key: string]: PropertyValue;
}

/** Stands for a value that is not known before the resource exists. */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key whose value says what a marked map is. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** What a marked map can be, by its signature. */
export const signatures = {
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** Name of a kind of marked map. */
export type Marking = keyof typeof signatures;

/** True for a map that is not an array and not null; marked maps included. */
export function isMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A map that stands for what JSON lacks. */
export interface MarkedMap extends PropertyMap {
  [SIGNATURE_KEY]: string;
}

/** True if `value` is marked as `kind`. */
export function isMarked(value: unknown, kind: Marking): value is MarkedMap {
  return isMap(value) && value[SIGNATURE_KEY] === signatures[kind];
}

/** Marks `value` as a secret; a secret stays as it is. */
export function secret(value: PropertyValue): PropertyValue {
  return isMarked(value, "secret") ? value : { [SIGNATURE_KEY]: signatures.secret, value };
}

/**
 * Turns what a provider or a protocol message holds into a property value: drops `undefined`, functions and prototypes.
 *
 * @throws if a value has no place on the wire (a bigint, a symbol, a number that is not finite).
 */
export function toPropertyValue(value: unknown, path = "value"): PropertyValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${path}: ${value} cannot be a property`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item, i) => toPropertyValue(item, `${path}[${i}]`));
  if (typeof value === "object") return toPropertyMap(value, path);
  throw new Error(`${path}: a ${typeof value} cannot be a property`);
}

/** {@link toPropertyValue} for a whole bag of properties; `undefined` gives an empty one. */
export function toPropertyMap(value: unknown, path = "properties"): PropertyMap {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw new Error(`${path}: expected a map of properties`);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined && typeof v !== "function")
      .map(([k, v]) => [k, toPropertyValue(v, `${path}.${k}`)]),
  );
}

/** True if any part of `value` is unknown. */
export function containsUnknown(value: PropertyValue): boolean {
  return some(value, (v) => v === UNKNOWN_VALUE || (isMarked(v, "output") && !("value" in v)));
}

/** True if any part of `value` is a secret. */
export function containsSecret(value: PropertyValue): boolean {
  return some(value, (v) => isMarked(v, "secret") || (isMarked(v, "output") && v["secret"] === true));
}

function some(value: PropertyValue, test: (v: PropertyValue) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((v) => some(v, test));
  return isMap(value) && Object.values(value).some((v) => some(v, test));
}

/** `value` with every secret and output replaced by what it holds; resource references become the resource's id. */
export function unwrapped(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isMap(value)) return value;
  if (isMarked(value, "secret")) return unwrapped(value["value"] ?? null);
  if (isMarked(value, "output")) return "value" in value ? unwrapped(value["value"] ?? null) : UNKNOWN_VALUE;
  if (isMarked(value, "resource")) return value["id"] ?? value["urn"] ?? null;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unwrapped(v)]));
}

/**
 * `value` as the protocol's older half wants it: output values become their value, marked secret if they are.
 *
 * Programs send output values only to component providers; everything else of the protocol has no use for them.
 */
export function withoutOutputs(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withoutOutputs);
  if (!isMap(value)) return value;
  if (isMarked(value, "output")) {
    const inner = "value" in value ? withoutOutputs(value["value"] ?? null) : UNKNOWN_VALUE;
    return value["secret"] === true ? secret(inner) : inner;
  }
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutOutputs(v)]));
}

/** `value` with every reference to a resource replaced by the resource's id, or its URN if it has none. */
export function withoutReferences(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isMap(value)) return value;
  if (isMarked(value, "resource")) return value["id"] ?? value["urn"] ?? null;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutReferences(v)]));
}

/** True if both are the same value, whatever the order of keys and whether or not marked secret. */
export function sameValue(a: PropertyValue, b: PropertyValue): boolean {
  if (isMarked(a, "secret")) return sameValue(a["value"] ?? null, b);
  if (isMarked(b, "secret")) return sameValue(a, b["value"] ?? null);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((v, i) => sameValue(v, b[i] ?? null));
  }
  if (!isMap(a) || !isMap(b)) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((k) => sameValue(a[k] ?? null, b[k] ?? null));
}
