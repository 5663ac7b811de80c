import * as pulumi from "@pulumi/pulumi";
import { acknowledge, judgeDocuments } from "aws-serverless-guardrails/program";
import { acceptedAlarmFindings } from "./infra/canary/accepted-findings";
import { processingSettings, projectConfig, readConfig } from "./infra/config";
import { acceptedFindings } from "./infra/delivery/accepted-findings";
import { defaultTags } from "./infra/default-tags";
import { ImagePipeline, type StackOutputs } from "./infra/image-pipeline";

// The policy pack then judges policies in a preview, too, in which most ARNs in them are unknown.
judgeDocuments();

const config = readConfig(projectConfig());
const tags = {
  Project: pulumi.getProject(),
  Stack: pulumi.getStack(),
  Environment: config.production ? "production" : "development",
  ManagedBy: "pulumi",
};
const { stores, encryptionKey, ingest, removals, uploadApi, notifications, delivery, canary, alerts } =
  new ImagePipeline("images", config, { transformations: [defaultTags(tags)] });
for (const [rule, reason] of Object.entries(acceptedFindings(config))) {
  if (delivery) acknowledge(delivery.distribution, rule, { reason });
}
for (const [rule, reason] of Object.entries(acceptedAlarmFindings(config))) {
  for (const alarm of canary?.alarms ?? []) acknowledge(alarm, rule, { reason });
}

// One object rather than exported constants: Pulumi warns of an output that is undefined, so a stack leaves out what it
// does not have.
export = {
  /** Bucket of the originals. */
  sourceBucket: stores.source.id,
  /** Bucket of the results. */
  destinationBucket: stores.destination.id,
  /** What processes uploads: a function or a state machine. */
  ...(ingest.mode === "direct"
    ? { functionName: ingest.processImage.target.name }
    : { stateMachineArn: ingest.workflow.machine.arn, workQueueUrl: ingest.workflow.workQueue.url }),
  /** Function that follows removals. */
  ...(removals && { removalFunctionName: removals.target.name }),
  /** Table of the records. */
  ...(stores.table && { metadataTable: stores.table.name }),
  /** KMS key of images, records and messages, where the stack has one for them. */
  ...(encryptionKey && { encryptionKeyArn: encryptionKey.arn }),
  /** What is made of which uploads: JSON of `ProcessingSettings`. */
  processing: JSON.stringify(processingSettings(config)),
  /** Queue of the events that could not be processed. */
  deadLetterQueueUrl: stores.deadLetters.url,
  /** Topic of refusals and alarms. */
  ...(alerts && { alertTopicArn: alerts.topic.arn }),
  /** Topic of the events. */
  ...(notifications?.topic && { eventTopicArn: notifications.topic.arn }),
  /** Queue of the images of which no event could be published. */
  ...(notifications && { unannouncedQueueUrl: notifications.unannounced.url }),
  /** Queue of the events that the webhook has not taken. */
  ...(notifications?.undelivered && { webhookDeadLetterQueueUrl: notifications.undelivered.url }),
  /** Base URL of the results. */
  ...(delivery && { deliveryUrl: delivery.url }),
  /** Base URL of the upload API. */
  ...(uploadApi && { uploadApiUrl: uploadApi.url }),
  /** What callers of the upload API send as `x-api-key`, where they do not sign their requests. */
  ...(uploadApi?.apiKey && { uploadApiKey: uploadApi.apiKey }),
  /** How new code of each function is released: JSON of `FunctionRelease[]`. */
  ...(canary && { releases: canary.releases }),
} satisfies StackOutputs<pulumi.Output<string> | string>;
