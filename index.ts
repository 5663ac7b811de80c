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

/** Bucket that takes the originals. */
export const sourceBucket = pipeline.source.id;
/** Bucket that holds the results. */
export const destinationBucket = pipeline.destination.id;
export const functionName = pipeline.fn.name;
/** Table of records; absent when the stack keeps no metadata. */
export const metadataTable = pipeline.table?.name;
/** Where events wait that could not be processed. */
export const deadLetterQueueUrl = pipeline.deadLetters.url;
