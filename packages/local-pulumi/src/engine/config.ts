import { openDecrypter } from "./config-secrets";
import { EngineError } from "./errors";
import { isMap, type PropertyMap, type PropertyValue } from "../property-values";

/** Configuration as a program receives it. */
export interface StackConfig {
  /** By full key, `namespace:name`; structured values as JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys of the values that are secret. */
  readonly secretKeys: readonly string[];
}

/** A configuration value as a program receives it: structured values as JSON, everything else as text. */
export function configText(value: PropertyValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Joins the `config` of Pulumi.yaml (values, and declarations with `type` and `default`) with that of a stack's file.
 *
 * @param settings the whole of the stack's file: `config`, `encryptionsalt`, `secretsprovider`
 * @param file its name, for messages
 * @param env where the passphrase of secrets is looked for
 * @throws EngineError CONFIG_INVALID with every problem, or CONFIG_SECRET if a secret cannot be read
 */
export function decodeConfig(
  project: string,
  declared: PropertyMap,
  settings: PropertyMap,
  file: string,
  env: NodeJS.ProcessEnv,
): StackConfig {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  const decrypter = openDecrypter(settings, file, env);
  const stackConfig = settings["config"];
  if (stackConfig !== undefined && stackConfig !== null && !isMap(stackConfig)) {
    problems.push(`${file}: "config" is not a map`);
  }
  for (const [key, value] of Object.entries(isMap(stackConfig) ? stackConfig : {})) {
    const full = fullKey(project, key);
    const { plain, secret } = revealed(value, decrypter);
    values[full] = configText(plain);
    if (secret) secretKeys.push(full);
  }
  for (const [key, declaration] of Object.entries(declared)) {
    const full = fullKey(project, key);
    if (full in values) {
      problems.push(...typeProblems(full, declaration, values[full] ?? ""));
      continue;
    }
    const fallback = isMap(declaration) ? (declaration["default"] ?? declaration["value"]) : declaration;
    if (fallback !== undefined && fallback !== null) values[full] = configText(fallback);
    else if (isMap(declaration) && "type" in declaration)
      problems.push(`${full}: ${file} does not set it and it has no default`);
  }
  if (problems.length > 0)
    throw new EngineError("CONFIG_INVALID", `invalid configuration:\n  ${problems.join("\n  ")}`);
  return { values, secretKeys };
}

/** A key with its namespace, which is the project's name if it has none. */
export function fullKey(project: string, key: string): string {
  return key.includes(":") ? key.replace(/^([^:]+):config:/, "$1:") : `${project}:${key}`;
}

/** Values with every `secure:` in them replaced by its clear text. */
function revealed(
  value: PropertyValue,
  decrypt: (cipherText: string) => string,
): { plain: PropertyValue; secret: boolean } {
  if (Array.isArray(value)) {
    const items = value.map((item) => revealed(item, decrypt));
    return { plain: items.map(({ plain }) => plain), secret: items.some(({ secret }) => secret) };
  }
  if (!isMap(value)) return { plain: value, secret: false };
  const { secure } = value;
  if (typeof secure === "string" && Object.keys(value).length === 1) return { plain: decrypt(secure), secret: true };
  const entries = Object.entries(value).map(([k, v]) => [k, revealed(v, decrypt)] as const);
  return {
    plain: Object.fromEntries(entries.map(([k, { plain }]) => [k, plain])),
    secret: entries.some(([, { secret }]) => secret),
  };
}

const kinds: Record<string, (text: string) => boolean> = {
  string: () => true,
  integer: (text) => /^-?\d+$/.test(text),
  number: (text) => text.trim() !== "" && Number.isFinite(Number(text)),
  boolean: (text) => text === "true" || text === "false",
  array: (text) => text.startsWith("["),
  object: (text) => text.startsWith("{"),
};

function typeProblems(key: string, declaration: PropertyValue, text: string): string[] {
  const type = isMap(declaration) ? declaration["type"] : undefined;
  if (typeof type !== "string") return [];
  const fits = kinds[type];
  if (fits === undefined) return [`${key}: Pulumi.yaml declares the unknown type "${type}"`];
  return fits(text) ? [] : [`${key}: expected ${type}, got "${text}"`];
}
