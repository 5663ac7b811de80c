import { isMarked, isUnknown, marked, SIGNATURE_KEY, type PropertyMap } from "./wire-form";

/** A property bag: in plain form, unless its comment says that it is in wire form. */
export type Bag = Readonly<Record<string, unknown>>;

/** Stands for a value that is not known in a dry run. */
export const unknown = Symbol("unknown");

/** A file or a text. */
export interface Asset {
  readonly kind: "asset";
  readonly text?: string;
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

/** Several assets by path, or a file or folder with them. */
export interface Archive {
  readonly kind: "archive";
  readonly assets?: Readonly<Record<string, Asset | Archive>>;
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

function isObject(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const contents = ["text", "path", "uri", "assets"];

/** Whether a value in plain form is an asset. */
export function isAsset(value: unknown): value is Asset {
  return isObject(value) && value.kind === "asset" && contents.some((key) => key in value);
}

/** Whether a value in plain form is an archive. */
export function isArchive(value: unknown): value is Archive {
  return isObject(value) && value.kind === "archive" && contents.some((key) => key in value);
}

/** The asset of a map that is marked as one. */
export function toAsset(value: Bag): Asset {
  const { text } = value;
  const source = { path: nonEmpty(value.path), uri: nonEmpty(value.uri) };
  const isText = typeof text === "string" && source.path === undefined && source.uri === undefined;
  return { kind: "asset", ...(isText && { text }), ...source, hash: nonEmpty(value.hash) };
}

/** The archive of a map that is marked as one. */
export function toArchive(value: Bag): Archive {
  const source = { path: nonEmpty(value.path), uri: nonEmpty(value.uri), hash: nonEmpty(value.hash) };
  if (!isObject(value.assets)) return { kind: "archive", ...source };
  const entries = Object.entries(value.assets).map(([name, entry]) => [name, toEntry(name, entry)] as const);
  return { kind: "archive", assets: Object.fromEntries(entries), ...source };
}

function toEntry(name: string, value: unknown): Asset | Archive {
  if (isMarked(value, "asset")) return toAsset(value);
  if (isMarked(value, "archive")) return toArchive(value);
  throw new Error(`archive entry "${name}": expected an asset or an archive`);
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * A value in plain form: secrets and outputs unwrapped, assets as {@link Asset} and {@link Archive}, unknowns as {@link
 * unknown}.
 */
function decode(value: unknown): unknown {
  if (isUnknown(value)) return unknown;
  if (Array.isArray(value)) return value.map(decode);
  if (!isObject(value)) return value ?? undefined;
  return SIGNATURE_KEY in value ? decodeMarked(value) : decodeBag(value);
}

function decodeMarked(value: Bag): unknown {
  if (isMarked(value, "secret") || isMarked(value, "output")) return decode(value["value"]);
  if (isMarked(value, "resource")) return decode(value["id"] ?? value["urn"]);
  if (isMarked(value, "asset")) return toAsset(value);
  if (isMarked(value, "archive")) return toArchive(value);
  throw new Error(`a property has the unknown signature ${JSON.stringify(value[SIGNATURE_KEY])}`);
}

/** A bag of wire form in plain form, without the properties that have no value. */
export function decodeBag(bag: Bag): Record<string, unknown> {
  const entries = Object.entries(bag).map(([key, value]) => [key, decode(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Whether anything in a value of plain form is unknown. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

function encode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encode);
  if (!isObject(value)) return value;
  if (!isAsset(value) && !isArchive(value)) return encodeBag(value);
  const { kind, ...fields } = value;
  return marked(kind, encodeBag(fields) as PropertyMap);
}

/** A bag of plain form in wire form. Unknown values cannot be sent back. */
export function encodeBag(bag: Bag): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bag)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, encode(value)]),
  );
}
