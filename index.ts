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
const { stores, fn, uploadApi, workflow, topic } = new ImagePipeline("images", config, {
  transformations: [defaultTags(tags)],
});

// One object, since an output that is undefined is worth a warning to Pulumi: what a stack does not have is not there.
export = {
  /** Bucket that takes the originals. */
  sourceBucket: stores.source.id,
  /** Bucket that holds the results. */
  destinationBucket: stores.destination.id,
  /** Function that processes uploads, or the state machine that does. */
  ...(fn && { functionName: fn.name }),
  ...(workflow && { stateMachineArn: workflow.machine.arn }),
  /** Table of records. */
  ...(stores.table && { metadataTable: stores.table.name }),
  /** Where events wait that could not be processed. */
  deadLetterQueueUrl: stores.deadLetters.url,
  /** Topic that tells of refusals and alarms. */
  ...(topic && { alertTopicArn: topic.arn }),
  /** Where the upload API answers. */
  ...(uploadApi && { uploadApiUrl: uploadApi.url }),
  /** What callers of the upload API send as `x-api-key`, unless they sign their requests. */
  ...(uploadApi?.apiKey && { uploadApiKey: uploadApi.apiKey }),
};
