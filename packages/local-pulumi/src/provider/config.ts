import type { Cloud } from "@image-pipeline/local-aws";
import type { Failure } from "./schema";
import { decodeBag, unknown, type Bag } from "../property-values";

/** Settings of the connection to AWS: accepted, and without effect. */
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

/** Configuration in plain form, with values that are sent as JSON text parsed. */
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

/** Default tags of a configuration. */
export function defaultTagsOf(config: Bag): Record<string, string> {
  const { defaultTags } = readConfig(config) as { defaultTags?: { tags?: Record<string, string> } };
  return { ...defaultTags?.tags };
}

/** Problems of a configuration: wrong values and unsupported settings. */
export function checkProviderConfig(config: Bag, cloud: Pick<Cloud, "region" | "accountId">): Failure[] {
  const failures: Failure[] = [];
  for (const [property, value] of Object.entries(readConfig(config))) {
    if (value === unknown || ignored.has(property)) continue;
    const accounts = Array.isArray(value) ? (value as unknown[]) : [];
    if (property === "region") {
      if (value !== cloud.region)
        failures.push({
          property,
          reason: `expected ${cloud.region}, the region of the embedded services, got ${String(value)}`,
        });
    } else if (property === "allowedAccountIds") {
      if (!accounts.includes(cloud.accountId))
        failures.push({ property, reason: `the account of the embedded services is ${cloud.accountId}` });
    } else if (property === "forbiddenAccountIds") {
      if (accounts.includes(cloud.accountId))
        failures.push({ property, reason: `the account of the embedded services is ${cloud.accountId}` });
    } else if (property === "defaultTags") {
      const tags = (value as { tags?: unknown }).tags;
      if (tags !== undefined && typeof tags !== "object")
        failures.push({ property, reason: "expected { tags: { … } }" });
    } else failures.push({ property, reason: "the embedded aws provider does not support this setting; leave it out" });
  }
  return failures;
}
