import { secretIn } from "./secret-values";

/** A secret in a text, and the name that it has there. */
export interface FoundSecret {
  /** Key of the JSON member, or name before `=`; undefined where the text has none. */
  readonly name: string | undefined;
  /** Such as "a GitHub token". */
  readonly what: string;
}

/**
 * Secrets in a text that a service keeps: JSON, with the keys of its members as names, or lines with `NAME=value`.
 * Expressions that the service evaluates (JSONPath, JSONata, references in braces) are none.
 */
export function secretsInText(name: string | undefined, text: string): FoundSecret[] {
  const content = parsed(text);
  if (typeof content === "object") return inMembers(name, content);
  if (name?.endsWith(".$") === true || /^\s*(\$|\{%|States\.)/.test(text)) return [];
  const whole = secretIn(name ?? "", text);
  if (whole !== undefined) return [{ name, what: whole }];
  return [...text.matchAll(/(?:^|[\s;"'])([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s;"']+)/g)].flatMap(
    ([, key = "", value = ""]) => {
      const found = secretIn(key, value.replaceAll(/["']/g, ""));
      return found === undefined ? [] : [{ name: key, what: found }];
    },
  );
}

function inMembers(name: string | undefined, value: unknown): FoundSecret[] {
  if (typeof value === "string") return secretsInText(name, value);
  if (Array.isArray(value)) return value.flatMap((item) => inMembers(name, item));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => inMembers(key, member));
}

/** JSON, of which only objects and lists have members. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
