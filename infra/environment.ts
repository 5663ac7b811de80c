import type * as pulumi from "@pulumi/pulumi";
import { environmentVariables as names, METRICS_NAMESPACE } from "../handlers/contract";
import type { StackConfig } from "./config";
import { environmentRoutes } from "./routes/environment";
import type { Stores } from "./stores";
import type { KeyRef } from "./encryption-key";

/** Environment of every function; `layer/settings.ts` reads it. */
export function functionEnvironment(
  config: StackConfig,
  label: pulumi.Input<string>,
  { sourceName, destinationName, table }: Stores,
  key: KeyRef | undefined,
): Record<string, pulumi.Input<string>> {
  return {
    [names.sourceBucket]: sourceName,
    ...(config.uploadPrefix === "" ? {} : { [names.uploadPrefix]: config.uploadPrefix }),
    [names.suffixes]: JSON.stringify(config.suffixes),
    [names.destinationBucket]: destinationName,
    ...(table ? { [names.metadataTable]: table.name } : {}),
    ...(key ? { [names.encryptionKeyArn]: key.arn } : {}),
    ...(config.deleteDerivatives ? {} : { [names.keepDerivatives]: "true" }),
    ...(config.onDamage === "keep" ? { [names.onDamage]: "keep" } : {}),
    ...(config.describe ? { [names.describe]: "true" } : {}),
    ...(config.manifest ? { [names.manifest]: "true" } : {}),
    ...(config.address === "immutable" ? { [names.address]: config.address } : {}),
    ...(config.routes
      ? { [names.routes]: JSON.stringify(environmentRoutes(config.routes, config.suffixes)) }
      : { [names.variants]: JSON.stringify(config.configuredVariants) }),
    [names.maxInputBytes]: String(config.maxInputMb * 2 ** 20),
    [names.maxInputPx]: String(config.maxInputMegapixels * 1e6),
    [names.serviceName]: label,
    [names.metricsNamespace]: METRICS_NAMESPACE,
  };
}
