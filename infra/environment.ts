import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import type { Stores } from "./stores";

/** Where the functions' own metrics are found in CloudWatch: their namespace and their `service`. */
export const METRICS_NAMESPACE = "ImagePipeline";
export const METRICS_SERVICE = "image-pipeline";

/** What the functions are told, under the names that `layer/settings.ts` reads. */
export function functionEnvironment(
  config: StackConfig,
  { source, destination, table }: Stores,
  key: aws.kms.Key | undefined,
): Record<string, pulumi.Input<string>> {
  return {
    SOURCE_BUCKET: source.id,
    ...(config.uploadPrefix === "" ? {} : { UPLOAD_PREFIX: config.uploadPrefix }),
    SUFFIXES: JSON.stringify(config.suffixes),
    DESTINATION_BUCKET: destination.id,
    ...(table ? { METADATA_TABLE: table.name } : {}),
    ...(key ? { ENCRYPTION_KEY_ARN: key.arn } : {}),
    VARIANTS: JSON.stringify(config.variants),
    MAX_INPUT_BYTES: String(config.maxInputMb * 2 ** 20),
    MAX_INPUT_PX: String(config.maxInputMegapixels * 1e6),
    POWERTOOLS_SERVICE_NAME: METRICS_SERVICE,
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  };
}
