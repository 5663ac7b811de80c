import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./infra/config";
import { defaultTags } from "./infra/default-tags";
import { ImagePipeline } from "./infra/image-pipeline";
import { projectConfig } from "./infra/project-config";

const config = readConfig(projectConfig());
const tags = {
  Project: pulumi.getProject(),
  Stack: pulumi.getStack(),
  Environment: config.production ? "production" : "development",
  ManagedBy: "pulumi",
};
const pipeline = new ImagePipeline("images", config, { transformations: [defaultTags(tags)] });

const { source, destination, table, deadLetters } = pipeline.stores;

/** Bucket that takes the originals. */
export const sourceBucket = source.id;
/** Bucket that holds the results. */
export const destinationBucket = destination.id;
export const functionName = pipeline.fn.name;
/** Table of records; absent when the stack keeps no metadata. */
export const metadataTable = table?.name;
/** Where events wait that could not be processed. */
export const deadLetterQueueUrl = deadLetters.url;
/** Where the upload API answers; absent when the stack has none. */
export const uploadApiUrl = pipeline.uploadApi?.url;
/** Key that callers of the upload API send as `x-api-key`; absent when they sign their requests. */
export const uploadApiKey = pipeline.uploadApi?.apiKey;
