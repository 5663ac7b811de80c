import { hasWildcard, matchesAnyCase } from "../core/wildcard";
import { editDistance, nearest } from "../core/nearest";
import reference from "./data/service-reference.json";

/** What an action does, in AWS's terms. */
type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

/** An action as AWS's service authorization reference describes it. */
export interface Action {
  /** `s3:GetObject`, in the reference's case. */
  readonly name: string;
  readonly level: AccessLevel;
  /** ARN patterns of the resource types that it can be scoped to: `s3:::$/$`. None: it can only be allowed on `*`. */
  readonly resourceTypes: readonly string[];
  /** Names of its condition keys in lower case, such as `aws:resourcetag/${tagkey}`. */
  readonly conditionKeys: readonly string[];
}

interface Service {
  readonly resourceTypes: readonly string[];
  readonly conditionKeys: readonly string[];
  /** By name in lower case, without the prefix. */
  readonly actions: ReadonlyMap<string, Action>;
}

const levels: Readonly<Record<string, AccessLevel>> = {
  l: "List",
  r: "Read",
  w: "Write",
  t: "Tagging",
  p: "Permissions management",
};

/** More letters than these are no slip of the pen. */
const MAX_SLIPS = 2;

const texts = new Map(Object.entries<string>(reference.services));
const services = new Map<string, Service | undefined>();
const matching = new Map<string, readonly Action[]>();

/** A service by its prefix, such as `s3`; its text is parsed at the first use. */
function serviceOf(prefix: string): Service | undefined {
  const key = prefix.toLowerCase();
  if (!services.has(key)) {
    const text = texts.get(key);
    services.set(key, text === undefined ? undefined : parseService(key, text));
  }
  return services.get(key);
}

/** See the file's field `format`. */
function parseService(prefix: string, text: string): Service {
  const [patterns = "", keys = "", ...groups] = text.split("\n");
  const resourceTypes = itemsOf(patterns, "|");
  const conditionKeys = itemsOf(keys, "|");
  const actions = new Map<string, Action>();
  for (const group of groups) {
    const [level = "", types = "", used = "", names = ""] = group.split(";");
    const facts = {
      level: levels[level] ?? "Write",
      resourceTypes: pick(resourceTypes, types).flatMap((pattern) => pattern.split(",")),
      conditionKeys: pick(conditionKeys, used).map((key) => key.toLowerCase()),
    };
    for (const name of itemsOf(names, " ")) actions.set(name.toLowerCase(), { name: `${prefix}:${name}`, ...facts });
  }
  return { resourceTypes: resourceTypes.flatMap((pattern) => pattern.split(",")), conditionKeys, actions };
}

function itemsOf(text: string, separator: string): string[] {
  return text === "" ? [] : text.split(separator);
}

function pick(all: readonly string[], numbers: string): string[] {
  return itemsOf(numbers, ",").flatMap((number) => all[Number(number)] ?? []);
}

/** The actions that a pattern of a statement means: `s3:Get*` all of S3 that begin so; `*` none in particular. */
export function actionsMatching(pattern: string): readonly Action[] {
  let found = matching.get(pattern);
  if (found === undefined) {
    found = findActions(pattern);
    matching.set(pattern, found);
  }
  return found;
}

function findActions(pattern: string): Action[] {
  const [prefix = "", name = ""] = partsOf(pattern);
  const actions = serviceOf(prefix)?.actions;
  if (actions === undefined) return [];
  const exact = actions.get(name.toLowerCase());
  if (exact !== undefined) return [exact];
  return hasWildcard(name) ? [...actions.values()].filter((action) => matchesAnyCase(pattern, action.name)) : [];
}

/** ARN patterns of all resource types of a service, or of each that a wildcard stands for. */
export function resourceTypesOf(prefix: string): readonly string[] {
  if (!hasWildcard(prefix)) return serviceOf(prefix)?.resourceTypes ?? [];
  return [...texts.keys()].filter((key) => matchesAnyCase(prefix, key)).flatMap(resourceTypesOf);
}

/**
 * What is wrong with an action that means nothing, as a clause: its service or its name is not in the reference.
 * Undefined for one that exists, and where the service itself is a wildcard.
 */
export function unknownAction(pattern: string): string | undefined {
  const [prefix = "", name] = partsOf(pattern);
  if (hasWildcard(prefix)) return undefined;
  if (name === undefined) return "has no service prefix";
  const service = serviceOf(prefix);
  if (service === undefined) return `is of no service that AWS has${suggestion(nearest(prefix, [...texts.keys()]))}`;
  if (actionsMatching(pattern).length > 0) return undefined;
  if (hasWildcard(name)) return "matches no action";
  return `does not exist${suggestion(meantAction(pattern, name, service))}`;
}

/** Operations of an API whose permission has another name. */
const permissionOfOperation: Readonly<Record<string, string>> = {
  "lambda:invoke": "lambda:InvokeFunction",
  "s3:copyobject": "s3:GetObject",
  "s3:headbucket": "s3:ListBucket",
  "s3:headobject": "s3:GetObject",
  "s3:listbuckets": "s3:ListAllMyBuckets",
  "s3:listobjects": "s3:ListBucket",
  "s3:listobjectsv2": "s3:ListBucket",
  "s3:uploadpart": "s3:PutObject",
};

function meantAction(action: string, name: string, { actions }: Service): string | undefined {
  const names = [...actions.values()].map((each) => each.name);
  const near = nearest(action, names);
  if (near !== undefined && editDistance(near, action) <= MAX_SLIPS) return near;
  return permissionOfOperation[action.toLowerCase()] ?? elsewhere(name) ?? near;
}

const globalKeys = itemsOf(reference.globalKeys, "|");

/**
 * The condition key that is meant by one that is misspelt: it is not in the reference, and another is nearly the same.
 * Keys of identity providers have no list.
 */
export function meantConditionKey(key: string): string | undefined {
  const [prefix = ""] = partsOf(key);
  const keys = prefix.toLowerCase() === "aws" ? globalKeys : (serviceOf(prefix)?.conditionKeys ?? []);
  const isKnown = keys.some((known) => matchesAnyCase(known.replace(/\$\{[^}]*\}|<[^>]*>|tag-key/g, "*"), key));
  if (isKnown) return undefined;
  const meant = nearest(key, keys);
  return meant !== undefined &&
    Math.abs(meant.length - key.length) <= MAX_SLIPS &&
    editDistance(key, meant) <= MAX_SLIPS
    ? meant
    : undefined;
}

/** The same name in another service: `cloudwatch:PutLogEvents` is meant for `logs`. */
function elsewhere(name: string): string | undefined {
  const holders = [...texts.keys()].filter((prefix) => texts.get(prefix)?.toLowerCase().includes(name.toLowerCase()));
  const found = holders.flatMap((prefix) => serviceOf(prefix)?.actions.get(name.toLowerCase())?.name ?? []);
  return found.length === 1 ? found[0] : undefined;
}

function suggestion(meant: string | undefined): string {
  return meant === undefined ? "" : ` ("${meant}" may be meant)`;
}

function partsOf(pattern: string): [string, string | undefined] {
  const colon = pattern.indexOf(":");
  return colon < 0 ? [pattern, undefined] : [pattern.slice(0, colon), pattern.slice(colon + 1)];
}
