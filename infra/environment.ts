import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { environmentVariables as names, METRICS_NAMESPACE } from "../handlers/contract";
import type { StackConfig } from "./config";
import type { Stores } from "./stores";

/** Environment of every function; `layer/settings.ts` reads it. */
export function functionEnvironment(
  config: StackConfig,
  label: pulumi.Input<string>,
  { source, destination, table }: Stores,
  key: aws.kms.Key | undefined,
): Record<string, pulumi.Input<string>> {
  return {
    [names.sourceBucket]: source.id,
    ...(config.uploadPrefix === "" ? {} : { [names.uploadPrefix]: config.uploadPrefix }),
    [names.suffixes]: JSON.stringify(config.suffixes),
    [names.destinationBucket]: destination.id,
    ...(table ? { [names.metadataTable]: table.name } : {}),
    ...(key ? { [names.encryptionKeyArn]: key.arn } : {}),
    ...(config.deleteDerivatives ? {} : { [names.keepDerivatives]: "true" }),
    ...(config.onDamage === "keep" ? { [names.onDamage]: "keep" } : {}),
    ...(config.describe ? { [names.describe]: "true" } : {}),
    ...(config.manifest ? { [names.manifest]: "true" } : {}),
    ...(config.address === "immutable" ? { [names.address]: config.address } : {}),
    [names.variants]: JSON.stringify(config.configuredVariants),
    [names.maxInputBytes]: String(config.maxInputMb * 2 ** 20),
    [names.maxInputPx]: String(config.maxInputMegapixels * 1e6),
    [names.serviceName]: label,
    [names.metricsNamespace]: METRICS_NAMESPACE,
  };
}
