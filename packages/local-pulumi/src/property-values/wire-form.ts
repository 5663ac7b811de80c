import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A value in wire form: JSON, with marked maps for everything JSON lacks. */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | PropertyMap;

/** The properties of a resource in wire form. */
export interface PropertyMap {
  [key: string]: PropertyValue;
}

/** Stands for a value of any type that is not known before the resource exists (a dry run). */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Every string that stands for an unknown value: of any type, or of a particular one. */
const unknownValues: ReadonlySet<unknown> = new Set([
  UNKNOWN_VALUE,
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The key whose value says what a marked map is. Signatures are those of `@pulumi/pulumi/runtime/rpc`. */
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

/** A map that stands for what JSON lacks. */
export interface MarkedMap extends PropertyMap {
  [SIGNATURE_KEY]: string;
}

/** True for a map that is not an array and not null; marked maps included. */
export function isMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True if `value` is marked as `kind`. */
export function isMarked(value: unknown, kind: Marking): value is MarkedMap {
  return isMap(value) && value[SIGNATURE_KEY] === signatures[kind];
}

/** `fields` marked as `kind`. */
export function marked(kind: Marking, fields: PropertyMap): MarkedMap {
  return { [SIGNATURE_KEY]: signatures[kind], ...fields };
}

/** Marks `value` as a secret; a secret stays as it is. */
export function secret(value: PropertyValue): PropertyValue {
  return isMarked(value, "secret") ? value : marked("secret", { value });
}

/** True if `value` itself stands for a value that is not known. */
export function isUnknown(value: unknown): boolean {
  return unknownValues.has(value) || (isMarked(value, "output") && !("value" in value));
}

/**
 * Turns what a provider or a protocol message holds into a property value: drops `undefined`, functions and prototypes.
 *
 * @throws if a value has no place on the wire (a bigint, a symbol, a number that is not finite).
 */
function toPropertyValue(value: unknown, path: string): PropertyValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${path}: expected a finite number, got ${value}`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item, i) => toPropertyValue(item, `${path}[${i}]`));
  if (typeof value === "object") return toPropertyMap(value, path);
  throw new Error(`${path}: expected a value that JSON has, got a ${typeof value}`);
}

/**
 * Turns the properties that a provider or a protocol message holds into wire form: `undefined`, functions and
 * prototypes are dropped; `undefined` as a whole gives an empty map.
 *
 * @throws if a value has no place on the wire (a bigint, a symbol, a number that is not finite).
 */
export function toPropertyMap(value: unknown, path = "properties"): PropertyMap {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw new Error(`${path}: expected a map of properties`);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined && typeof v !== "function")
      .map(([k, v]) => [k, toPropertyValue(v, `${path}.${k}`)]),
  );
}

/**
 * `properties` without what a provider notes for itself, under names with two underscores: neither policy packs nor
 * people see it, and it is no output.
 */
export function withoutInternal<T>(properties: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__")));
}

/** What `change` makes of a value, within the marks of a secret or an output; one that is not known stays. */
export function withinMarks(value: PropertyValue, change: (value: PropertyValue) => PropertyValue): PropertyValue {
  if (isUnknown(value)) return value;
  if (isMarked(value, "secret") || isMarked(value, "output")) {
    return { ...value, value: withinMarks(value["value"] ?? null, change) };
  }
  return change(value);
}

/** True if any part of `value` is unknown. */
export function containsUnknown(value: unknown): boolean {
  return some(value, isUnknown);
}

/** True if any part of `value` is a secret. */
export function containsSecret(value: unknown): boolean {
  return some(value, (v) => isMarked(v, "secret") || (isMarked(v, "output") && v["secret"] === true));
}

function some(value: unknown, test: (v: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((v) => some(v, test));
  return isMap(value) && Object.values(value).some((v) => some(v, test));
}

/** `value` with every secret and output replaced by its value; resource references become the resource's id. */
export function unwrapped(value: PropertyValue): PropertyValue {
  return mapped(value, (v) => {
    if (isMarked(v, "secret")) return unwrapped(v["value"] ?? null);
    if (isMarked(v, "output")) return "value" in v ? unwrapped(v["value"] ?? null) : UNKNOWN_VALUE;
    return isMarked(v, "resource") ? referenced(v) : undefined;
  });
}

/**
 * `value` without output values, which only component providers take: they become their value, marked secret if they
 * are.
 *
 * Programs send output values only to component providers; everything else of the protocol has no use for them.
 */
export function withoutOutputs(value: PropertyValue): PropertyValue {
  return mapped(value, (v) => {
    if (!isMarked(v, "output")) return undefined;
    const inner = "value" in v ? withoutOutputs(v["value"] ?? null) : UNKNOWN_VALUE;
    return v["secret"] === true ? secret(inner) : inner;
  });
}

/** `value` with every reference to a resource replaced by the resource's id, or its URN if it has none. */
export function withoutReferences(value: PropertyValue): PropertyValue {
  return mapped(value, (v) => (isMarked(v, "resource") ? referenced(v) : undefined));
}

function referenced(reference: MarkedMap): PropertyValue {
  return reference["id"] ?? reference["urn"] ?? null;
}

/** `value` with every map in it replaced by what `replace` gives for it, where that is not undefined. */
function mapped(value: PropertyValue, replace: (map: PropertyMap) => PropertyValue | undefined): PropertyValue {
  if (Array.isArray(value)) return value.map((item) => mapped(item, replace));
  if (!isMap(value)) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapped(v, replace)]));
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

/** Properties of a message in wire form; an absent message has none. */
export function fromStruct(message: Struct | undefined): Record<string, unknown> {
  return message?.toJavaScript() ?? {};
}

/** The message for properties in wire form. What is `undefined` is left out: a message has no such value. */
export function toStruct(properties: unknown): Struct {
  return Struct.fromJavaScript(
    JSON.parse(JSON.stringify(properties ?? {})) as Parameters<typeof Struct.fromJavaScript>[0],
  );
}
