import { isMap, isMarked, isUnknown, type PropertyValue } from "../property-values";

/** Longest text that is shown whole, in characters. */
const MAX_TEXT = 300;

/** `value` for people: unknowns, secrets and assets by name, so that nothing secret is ever printed. */
export function shown(value: PropertyValue): PropertyValue {
  if (isUnknown(value)) return "[unknown]";
  if (Array.isArray(value)) return value.map(shown);
  if (!isMap(value)) return value;
  if (isMarked(value, "secret")) return "[secret]";
  if (isMarked(value, "asset")) return `asset(${source(value)})`;
  if (isMarked(value, "archive")) {
    const { assets } = value;
    return isMap(assets) ? { "archive(assets)": shown(assets) } : `archive(${source(value)})`;
  }
  if (isMarked(value, "resource")) return value["id"] ?? value["urn"] ?? null;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shown(v)]));
}

function source({ text, path, uri, hash }: Record<string, PropertyValue>): string {
  const kind = typeof text === "string" ? "text" : typeof path === "string" ? path : JSON.stringify(uri);
  return typeof hash === "string" ? `${kind}:${hash.slice(0, 7)}` : kind;
}

/** `value` as indented lines, texts in quotes; marks are shown bare. */
export function valueLines(value: PropertyValue, indent: string): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return ["[]"];
    const items = value.flatMap((item) => withFirst(`${indent}    `, valueLines(item, `${indent}    `)));
    return ["[", ...items, `${indent}]`];
  }
  if (isMap(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return ["{}"];
    const lines = entries.flatMap(([key, v]) => withFirst(`${indent}    ${key}: `, valueLines(v, `${indent}    `)));
    return ["{", ...lines, `${indent}}`];
  }
  return [scalar(value)];
}

/** One value on one line. */
export function inline(value: PropertyValue): string {
  return Array.isArray(value) || isMap(value) ? JSON.stringify(value) : scalar(value);
}

function scalar(value: null | boolean | number | string): string {
  if (typeof value !== "string") return String(value);
  if (value === "[unknown]" || value === "[secret]" || /^(asset|archive)\(/.test(value)) return value;
  return JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
}

function withFirst(prefix: string, [first = "", ...rest]: string[]): string[] {
  return [`${prefix}${first}`, ...rest];
}
