import { isPublicName, isSecretName, isStrictlySecretName } from "./secret-names";
import { tokenFormats } from "./token-formats";

/**
 * What secret a value is, such as "a GitHub token"; undefined where it is none. The name decides only where the value
 * could be a secret: not for a path, a reference, a number of seconds or a flag.
 */
export function secretIn(name: string, value: string): string | undefined {
  const known = knownFormat(value) ?? passwordInside(value);
  if (known !== undefined) return known;
  if (isNoSecret(value)) return undefined;
  if (isAwsSecretKey(name, value)) return "an AWS secret access key";
  if (isStrictlySecretName(name)) return "a value that looks like a secret by its name";
  if (isSecretName(name) && isRandom(value)) return "a value that looks like a secret by its name";
  return undefined;
}

function knownFormat(value: string): string | undefined {
  const found = tokenFormats.find(([, pattern]) => pattern.test(value))?.[0];
  if (found !== undefined || !/^[A-Za-z0-9+/\s]{40,}={0,2}$/.test(value)) return found;
  const decoded = Buffer.from(value, "base64").toString("latin1");
  return /-----BEGIN [A-Z ]*PRIVATE KEY/.test(decoded) ? "a private key" : inJson(decoded);
}

/** A password that a URL, a connection string or JSON holds. */
function passwordInside(value: string): string | undefined {
  for (const [, password = ""] of value.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/gi)) {
    if (!isPlaceholder(password)) return "a URL with a password";
  }
  for (const [, password = ""] of value.matchAll(/(?:^|[;\s&?])(?:password|passwd|pwd)\s*=\s*([^;\s&]+)/gi)) {
    if (!isPlaceholder(password) && /[;=&\s].*=|^[^=]*=[^=]+$/.test(value))
      return "a connection string with a password";
  }
  return inJson(value);
}

function inJson(value: string): string | undefined {
  const content = parsed(value);
  return content === undefined ? undefined : inMembers(content);
}

/** Lists and objects have been searched: what is left in them are names and settings. */
function isJson(value: string): boolean {
  return parsed(value) !== undefined;
}

function parsed(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function inMembers(content: unknown): string | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  for (const [key, member] of Object.entries(content)) {
    const found = typeof member === "string" ? secretIn(key, member) : inMembers(member);
    if (found !== undefined) return found.startsWith("JSON") ? found : `JSON with ${found}`;
  }
  return undefined;
}

/** Secret access keys have no prefix: forty characters of base64, under a name that says nothing else. */
function isAwsSecretKey(name: string, value: string): boolean {
  return (
    /^[A-Za-z0-9/+]{40}$/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /\d/.test(value) &&
    !isPublicName(name) &&
    !/(hash|digest|checksum|etag|sha|fingerprint|integrity)/i.test(name)
  );
}

const placeholders =
  /^(\*+|x+|-+|none|null|nil|undefined|unset|disabled|todo|tbd|n\/?a|replace[_-]?me|placeholder|redacted)$/i;

function isPlaceholder(value: string): boolean {
  return placeholders.test(value) || /^(<.*>|\$\{.*\}|\$[A-Z_]+|\{\{.*\}\}|%[A-Z_]+%|\[.*\])$/.test(value);
}

/** References to a secret, and values that have another purpose. */
function isNoSecret(value: string): boolean {
  return (
    value.trim() === "" ||
    isPlaceholder(value) ||
    /^(true|false|yes|no|on|off|enabled|required|optional|auto|default)$/i.test(value) ||
    /^\d{1,4}(\.\d+)?(ms|s|m|h|d)?$/.test(value) ||
    /^arn:/.test(value) ||
    /^(\/|\.{1,2}\/|[A-Za-z]:\\)/.test(value) ||
    /^(ssm|ssm-secure|secretsmanager|asm|vault|kms|op|env|file|sops|s3|gs|awssm):|^rds!/i.test(value) ||
    /^https?:\/\//i.test(value) ||
    isNameOfSecret(value) ||
    isJson(value)
  );
}

/** `prod/db-credentials`, `images-db-secret`: words, of which one says that it names a secret. */
function isNameOfSecret(value: string): boolean {
  return (
    /^[A-Za-z][A-Za-z0-9]*([/_.-][A-Za-z0-9]+)+$/.test(value) &&
    (/(secret|password|credential|token|key)s?([/_.-]|$)/i.test(value) ||
      /^[a-z][a-z-]*(\/[a-z][a-z-]*)+$/.test(value)) &&
    !/\d{4,}/.test(value)
  );
}

/** True for a value that is no word: long, and of several kinds of characters. */
function isRandom(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  if (value.length < 12 || /\s/.test(value)) return false;
  return /^[0-9a-f]{16,}$/i.test(value) || (kinds >= 2 && /\d/.test(value) && new Set(value).size >= 8);
}
