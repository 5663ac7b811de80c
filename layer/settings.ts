import type { Settings, Variant } from "../handlers/ports";

export interface LayerSettings extends Settings {
  /** Table name; undefined when the stack keeps no metadata. */
  readonly metadataTable?: string;
  /** KMS key of the destination bucket; undefined: SSE-S3. */
  readonly encryptionKeyArn?: string;
}

/** Reads what `infra/` puts into the functions' environment. Throws naming every variable that is missing or wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): LayerSettings {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = env[name];
    if (!value) problems.push(`${name} is not set`);
    return value ?? "";
  };
  const count = (name: string): number => {
    const value = Number(text(name));
    if (!Number.isSafeInteger(value) || value < 1) problems.push(`${name}: expected a positive integer`);
    return value;
  };
  const settings = {
    sourceBucket: text("SOURCE_BUCKET"),
    uploadPrefix: env.UPLOAD_PREFIX ?? "",
    suffixes: readList<string>("SUFFIXES", env.SUFFIXES ?? "[]", problems),
    destinationBucket: text("DESTINATION_BUCKET"),
    variants: readList<Variant>("VARIANTS", text("VARIANTS") || "[]", problems),
    maxInputBytes: count("MAX_INPUT_BYTES"),
    maxInputPx: count("MAX_INPUT_PX"),
    ...(env.CORS_ORIGIN ? { corsOrigin: env.CORS_ORIGIN } : {}),
    ...(env.METADATA_TABLE ? { metadataTable: env.METADATA_TABLE } : {}),
    ...(env.ENCRYPTION_KEY_ARN ? { encryptionKeyArn: env.ENCRYPTION_KEY_ARN } : {}),
  };
  if (problems.length > 0) throw new Error(`incomplete environment:\n  ${problems.join("\n  ")}`);
  return settings;
}

/** The stack's config has checked the items before they came here. */
function readList<T>(name: string, json: string, problems: string[]): readonly T[] {
  try {
    return JSON.parse(json) as readonly T[];
  } catch {
    problems.push(`${name}: expected JSON`);
    return [];
  }
}
