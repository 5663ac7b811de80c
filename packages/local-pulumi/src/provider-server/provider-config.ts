import type { ProviderConfig } from "../aws-provider";
import type { Bag } from "./struct";

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** What of a provider's inputs is the engine's own and no configuration of AWS. */
const engineKeys: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal"]);

/** The provider's own configuration out of the inputs of its resource, with secrets in clear. */
export function providerConfig(inputs: Bag): ProviderConfig {
  const own = Object.entries(inputs).filter(([key]) => !engineKeys.has(key));
  return Object.fromEntries(own.map(([key, value]) => [key, clear(value)]));
}

function clear(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const marked = value as Bag;
  return marked[SIGNATURE_KEY] === SECRET_SIGNATURE ? clear(marked["value"]) : value;
}
