import type { Cloud } from "@image-pipeline/local-aws";
import type { Failure } from "./schema";
import { decodeBag, unknown, type Bag } from "../property-values";

/** Settings about how AWS is reached: there is nothing to reach here, so they are taken and change nothing. */
const ignored: ReadonlySet<string> = new Set([
  "accessKey",
  "secretKey",
  "token",
  "profile",
  "maxRetries",
  "retryMode",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "useDualstackEndpoint",
  "useFipsEndpoint",
  "s3UsePathStyle",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
]);

/** Configuration with the values that travel as JSON read. */
function readConfig(config: Bag): Bag {
  const entries = Object.entries(decodeBag(config)).map(
    ([key, value]) => [key.replace(/^aws:(config:)?/, ""), readJson(value)] as const,
  );
  return Object.fromEntries(entries);
}

function readJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Default tags that a configuration states. */
export function defaultTagsOf(config: Bag): Record<string, string> {
  const { defaultTags } = readConfig(config) as { defaultTags?: { tags?: Record<string, string> } };
  return { ...defaultTags?.tags };
}

/** What of a configuration is wrong or not understood. */
export function checkProviderConfig(config: Bag, cloud: Pick<Cloud, "region" | "accountId">): Failure[] {
  const failures: Failure[] = [];
  for (const [property, value] of Object.entries(readConfig(config))) {
    if (value === unknown || ignored.has(property)) continue;
    const accounts = Array.isArray(value) ? (value as unknown[]) : [];
    if (property === "region") {
      if (value !== cloud.region)
        failures.push({ property, reason: `the embedded run is in ${cloud.region}, not in ${String(value)}` });
    } else if (property === "allowedAccountIds") {
      if (!accounts.includes(cloud.accountId))
        failures.push({ property, reason: `the embedded account is ${cloud.accountId}` });
    } else if (property === "forbiddenAccountIds") {
      if (accounts.includes(cloud.accountId))
        failures.push({ property, reason: `the embedded account is ${cloud.accountId}` });
    } else if (property === "defaultTags") {
      const tags = (value as { tags?: unknown }).tags;
      if (tags !== undefined && typeof tags !== "object")
        failures.push({ property, reason: "expected { tags: { … } }" });
    } else failures.push({ property, reason: "the embedded run does not support this setting" });
  }
  return failures;
}
