import { isRecord } from "../json";
import { BlockList, isIP, isIPv6 } from "node:net";

const isText = (value: unknown): value is string => typeof value === "string";
const isScalar = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);
const lower = (value: unknown) => String(value).toLowerCase();

/** Text, or `{ "equals-ignore-case": text }`, as `prefix` and `suffix` take it. */
function edge(spec: unknown): { text: string; ignoreCase: boolean } | undefined {
  if (isText(spec)) return { text: spec, ignoreCase: false };
  const text = isRecord(spec) ? spec["equals-ignore-case"] : undefined;
  return isText(text) ? { text, ignoreCase: true } : undefined;
}

function matchesEdge(spec: unknown, value: unknown, at: "startsWith" | "endsWith"): boolean {
  const expected = edge(spec);
  if (expected === undefined || !isText(value)) return false;
  return expected.ignoreCase ? lower(value)[at](lower(expected.text)) : value[at](expected.text);
}

/** In a wildcard only `*` is special, unless a backslash precedes it. */
function matchesWildcard(spec: string, value: string): boolean {
  const parts = spec.split(/(?<!\\)\*/).map((part) => part.replace(/\\([*\\])/g, "$1"));
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return value === first;
  if (!value.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

const numeric: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  "=": (value, limit) => value === limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

function matchesNumeric(spec: readonly unknown[], value: unknown): boolean {
  if (typeof value !== "number") return false;
  for (let i = 0; i < spec.length; i += 2) {
    const compare = numeric[String(spec[i])];
    if (compare === undefined || !compare(value, Number(spec[i + 1]))) return false;
  }
  return true;
}

function matchesCidr(spec: string, value: unknown): boolean {
  if (!isText(value) || isIP(value) === 0) return false;
  const [address = "", bits = "32"] = spec.split("/");
  const network = new BlockList();
  network.addSubnet(address, Number(bits), isIPv6(address) ? "ipv6" : "ipv4");
  return network.check(value, isIPv6(value) ? "ipv6" : "ipv4");
}

function matchesAnythingBut(spec: unknown, value: unknown): boolean {
  const forbidden = Array.isArray(spec) ? (spec as unknown[]) : [spec];
  return !forbidden.some((one) => {
    if (!isRecord(one)) return one === value;
    return Object.entries(one).some(([kind, texts]) => {
      const list = Array.isArray(texts) ? (texts as unknown[]) : [texts];
      return list.some((text) => matchers[kind]?.(text, value) === true);
    });
  });
}

/** Content filters by kind, for values that exist (`exists` is handled before). */
const matchers: Readonly<Record<string, (spec: unknown, value: unknown) => boolean>> = {
  prefix: (spec, value) => matchesEdge(spec, value, "startsWith"),
  suffix: (spec, value) => matchesEdge(spec, value, "endsWith"),
  "equals-ignore-case": (spec, value) => isText(value) && lower(value) === lower(spec),
  wildcard: (spec, value) => isText(value) && matchesWildcard(String(spec), value),
  numeric: (spec, value) => matchesNumeric(spec as unknown[], value),
  cidr: (spec, value) => matchesCidr(String(spec), value),
  "anything-but": matchesAnythingBut,
};

const anythingButKinds = ["prefix", "suffix", "equals-ignore-case", "wildcard"];

function isGood(kind: string, spec: unknown): boolean {
  switch (kind) {
    case "exists":
      return typeof spec === "boolean";
    case "prefix":
    case "suffix":
      return edge(spec) !== undefined;
    case "equals-ignore-case":
      return isText(spec);
    case "wildcard":
      return isText(spec) && !/(?<!\\)\*\*/.test(spec);
    case "cidr":
      return isText(spec) && /^[0-9a-f:.]+\/\d{1,3}$/i.test(spec) && isIP(spec.split("/")[0] ?? "") !== 0;
    case "numeric":
      return Array.isArray(spec) && [2, 4].includes(spec.length) && numericIsGood(spec);
    case "anything-but":
      if (isRecord(spec)) {
        return Object.keys(spec).length === 1 && Object.keys(spec).every((k) => anythingButKinds.includes(k));
      }
      return Array.isArray(spec) ? spec.length > 0 && spec.every(isScalar) : isScalar(spec);
    default:
      return false;
  }
}

const numericIsGood = (spec: readonly unknown[]) =>
  spec.every((part, i) => (i % 2 === 0 ? Object.hasOwn(numeric, String(part)) : typeof part === "number"));

/** Why an entry of a pattern's list (a scalar or a content filter) is invalid, or undefined. */
export function valueProblem(choice: unknown): string | undefined {
  if (isScalar(choice)) return undefined;
  const [kind, ...others] = isRecord(choice) ? Object.keys(choice) : [];
  if (kind === undefined || others.length > 0 || !isRecord(choice)) return "expected a value or one content filter";
  if (kind !== "exists" && !Object.hasOwn(matchers, kind)) return `unrecognized match type ${kind}`;
  return isGood(kind, choice[kind]) ? undefined : `${kind}: ${JSON.stringify(choice[kind])} is invalid`;
}

/** Whether a field's value, or one element of an array, matches an entry of a pattern's list. */
export function matchesValue(choice: unknown, value: unknown): boolean {
  if (isRecord(choice) && "exists" in choice) return (value !== undefined && !isRecord(value)) === choice.exists;
  if (Array.isArray(value)) return value.some((element) => matchesValue(choice, element));
  if (!isRecord(choice)) return choice === value;
  if (value === undefined) return false;
  return Object.entries(choice).every(([kind, spec]) => matchers[kind]?.(spec, value) === true);
}
