import { hasWildcard, matchesWildcard } from "../core/wildcard";
import { resourceTypesOf } from "./service-reference";

/** Fewer known characters than these in a name bound nothing: `a*` is a fourteenth of all names, or so. */
const MIN_KNOWN_CHARACTERS = 3;

/** A name that no resource has: a pattern that matches it matches nearly every name. */
const PROBE = "zq7w9k3x";

/** True for `*` and for an ARN that consists of wildcards only. */
export function isEveryResource(resource: string): boolean {
  return /^[*]+$/.test(resource) || /^arn:[*]+(:[*]*)*$/.test(resource);
}

/**
 * True where a resource of a statement means all or nearly all resources of a type: `*`, `arn:aws:s3:::a*`,
 * `arn:aws:ecr:eu-west-1:123456789012:repository/*`.
 *
 * @param types ARN patterns such as `s3:::$/$`. Default: all of the service that the ARN names.
 */
export function isUnscopedResource(resource: string, types?: readonly string[]): boolean {
  if (isEveryResource(resource)) return true;
  const pattern = withoutVariables(resource);
  const [prefix = "", , service = "*"] = pattern.split(":");
  if (!matchesWildcard(prefix, "arn")) return false;
  return (types ?? resourceTypesOf(service)).some((type) => remembered(pattern, type));
}

const results = new Map<string, boolean>();

function remembered(pattern: string, type: string): boolean {
  const key = `${pattern} ${type}`;
  let covers = results.get(key);
  if (covers === undefined) {
    covers = coversType(pattern, type);
    results.set(key, covers);
  }
  return covers;
}

/** `${aws:PrincipalTag/team}` has one value for each caller: as narrow as a known name. `${*}` is the character. */
function withoutVariables(resource: string): string {
  return resource.replace(/\$\{[*?$]\}/g, "x").replace(/\$\{[^}]*\}/g, "variable");
}

function coversType(pattern: string, type: string): boolean {
  const [service = "", , , ...typeRest] = type.split(":");
  const [, , patternService = "", region = "", account = "", ...rest] = pattern.split(":");
  // `arn:aws:*`: the wildcard stands for what follows, too.
  if (rest.length === 0) return matchesWildcard(pattern, `arn:aws:${type.replace(/\$/g, PROBE)}`);
  if (!matchesWildcard(patternService, service)) return false;
  const name = rest.join(":");
  const typeName = typeRest.join(":");
  if (!coversName(service, name, typeName)) return false;
  // AWS services choose the names of their log groups: a role can be scoped to an account and a region, and no further.
  const isNamedByAws = service === "logs" && /^log-group:[*]+(:(log-stream:)?[*]+)*$/.test(name);
  return !isNamedByAws || hasWildcard(region) || hasWildcard(account);
}

/** The same for what follows the account: `table/*` covers `table/$`. */
function coversName(service: string, name: string, type: string): boolean {
  const fixed = type.replace(/\$/g, "");
  if (!type.includes("$"))
    return hasWildcard(name) && matchesWildcard(name, type) && knownIn(name) < MIN_KNOWN_CHARACTERS;
  if (matchesWildcard(name, instance(type, PROBE))) return true;

  const start = /^[^*?]*/.exec(name)?.[0] ?? "";
  const typeStart = type.slice(0, type.indexOf("$"));
  const begun = start.slice(typeStart.length);
  if (start.startsWith(typeStart) && begun.length < MIN_KNOWN_CHARACTERS && !/[:/]/.test(begun)) {
    if (matchesWildcard(name, instance(type, PROBE, begun))) return true;
  }
  const parts = variablesIn(name, type);
  if (parts === undefined || !hasWildcard(name) || fixed === name) return false;
  const isOpen = (part: string) => hasWildcard(part) && knownIn(part) < MIN_KNOWN_CHARACTERS;
  // The name of a bucket is unique in the world, and what is in it is another owner's where the name is open.
  return service === "s3" && parts.length > 1 ? isOpen(parts[0] ?? "") : parts.every(isOpen);
}

/** A resource of a type: its first variable begins with `begun`. */
function instance(type: string, probe: string, begun = ""): string {
  return type.replace("$", `${begun}${probe}`).replace(/\$/g, probe);
}

/** What stands for each variable of the type, or undefined where the name has another form. */
function variablesIn(name: string, type: string): string[] | undefined {
  const source = type
    .split("$")
    .map((text) => text.replace(/[.+*?^${}()|[\]\\]/g, "\\$&"))
    .join("\u0000");
  const last = source.lastIndexOf("\u0000");
  const expression = `${source.slice(0, last).replaceAll("\u0000", "([^:/]*)")}(.*)${source.slice(last + 1)}`;
  const found = new RegExp(`^${expression}$`, "s").exec(name);
  return found === null ? undefined : found.slice(1);
}

function knownIn(text: string): number {
  return text.replace(/[*?:/]/g, "").length;
}
