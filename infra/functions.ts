import type * as aws from "@pulumi/aws";
import { makeCreateUpload } from "../handlers/api/create-upload";
import { makeDeleteImage } from "../handlers/api/delete-image";
import type { ApiAnswer, ApiEvent } from "../handlers/api/http";
import { makeImageStatus } from "../handlers/api/image-status";
import { makeStoreImage } from "../handlers/api/store-image";
import {
  environmentVariables,
  IMAGE_EVENT_SOURCE,
  originalKeyIndex,
  watermarkKeys,
  type ObjectEvent,
  type S3Event,
  type S3EventRecord,
} from "../handlers/contract";
import { makeFollowRemoval, type FollowRemovalResult } from "../handlers/follow-removal";
import { makeAnnounceImages, type StreamEvent } from "../handlers/notify/announce-images";
import { makeDeliverWebhook } from "../handlers/notify/deliver-webhook";
import type { Layer } from "../handlers/ports";
import { makeProcessImage, type ProcessImageResult } from "../handlers/process-image";
import type { BatchResponse, QueueEvent } from "../handlers/queue-event";
import { makeRecordFailure } from "../handlers/record-failure";
import { makeRecordImage } from "../handlers/workflow/record-image";
import { makeInspectImage } from "../handlers/workflow/inspect-image";
import { makeRenderVariant } from "../handlers/workflow/render-variant";
import { makeRunExecutions } from "../handlers/workflow/run-executions";
import type { Inspection, Processed, Recording, Refused, RenderedGroup, RenderOrder } from "../handlers/workflow/steps";
import { RECORDER_TIMEOUT_SEC } from "./failure-queue";
import { addressing, invalidating, processing, processingEnvironment, readingOriginals } from "./function-grants";
import {
  consumeMessages,
  deleteObjects,
  describeExecutions,
  deleteRecords,
  deleteVersions,
  getRecords,
  keepWatermarks,
  listBucket,
  listStreams,
  listVersions,
  postponeMessages,
  publish,
  putEvents,
  putRecords,
  queryIndex,
  readCurrent,
  readSecret,
  readStream,
  runExpressExecutions,
  sendMessages,
  startExecutions,
  useKey,
  withSidSuffix,
  writeObjects,
} from "./grants";
import { ANNOUNCER_TIMEOUT_SEC, WEBHOOK_TIMEOUT_SEC, type AnnouncedParts, type WebhookParts } from "./notify/parts";
import type { FunctionContext, PipelineFunctionArgs } from "./pipeline-function";
import { processingLimitSec } from "./processing-limit";
import { prefixesOf } from "./routes/routes-of";
import { EXECUTIONS_TIMEOUT_SEC, type WorkQueueParts } from "./workflow/work-queue";

// Every function of the stack. `callbackFactory` is captured as text when the program runs, and runs in Lambda once per
// cold start; what it requires is in the stack's Lambda layer (`layer/`).

/** Processes uploads that S3 sends to it. */
export const processImage = (
  context: FunctionContext,
): PipelineFunctionArgs<S3Event | ObjectEvent, ProcessImageResult> => ({
  context,
  functionName: "image-processing-function",
  description: "Turns an uploaded image into its variants and records the outcome",
  callbackFactory: () => makeProcessImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: processing(context),
  environment: processingEnvironment(context),
  decodesImages: true,
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
  reservedConcurrency: context.config.reservedConcurrency,
  failures: context.stores.failures,
});

/** Keeps results and records in step with originals that are removed, or restored: those are processed again. */
export const followRemoval = (
  context: FunctionContext,
): PipelineFunctionArgs<S3Event | ObjectEvent, FollowRemovalResult> => ({
  context,
  functionName: "image-removal-function",
  description: "Removes the results of an original that is removed, and makes them again when it is restored",
  callbackFactory: () => makeFollowRemoval((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: processing(context),
  environment: processingEnvironment(context),
  decodesImages: true,
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
  failures: context.stores.failures,
});

/** Records what failed to the last, and passes it on in the one shape of dead letters. */
export const recordFailure = (context: FunctionContext): PipelineFunctionArgs<QueueEvent, BatchResponse> => {
  const { source, failures, deadLetters, table } = context.stores;
  return {
    context,
    functionName: "image-failure-function",
    description: "Records the failure of an image and keeps its event as a dead letter",
    callbackFactory: () => makeRecordFailure((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      consumeMessages(failures),
      sendMessages(deadLetters),
      ...(table
        ? [readCurrent(source, prefixesOf(context.config)), listBucket(source), putRecords(table), deleteRecords(table)]
        : []),
    ],
    environment: { [environmentVariables.deadLetterQueueUrl]: deadLetters.url },
    ...lightweight,
    timeoutSec: RECORDER_TIMEOUT_SEC,
  };
};

/** Runs an execution of the workflow for each image in the work queue, and waits for its end. */
export const runExecutions = (
  context: FunctionContext,
  { queue, machine, type }: WorkQueueParts,
): PipelineFunctionArgs<QueueEvent, BatchResponse> => {
  const { failures } = context.stores;
  return {
    context,
    functionName: "image-workflow-run",
    description: "Runs the workflow for the images that wait in the work queue",
    callbackFactory: () => makeRunExecutions((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      consumeMessages(queue),
      postponeMessages(queue),
      sendMessages(failures),
      ...(type === "EXPRESS"
        ? [runExpressExecutions(machine)]
        : [startExecutions(machine), describeExecutions(machine)]),
    ],
    environment: {
      [environmentVariables.workQueueUrl]: queue.url,
      [environmentVariables.failureQueueUrl]: failures.url,
      [environmentVariables.stateMachineArn]: machine.arn,
      [environmentVariables.stateMachineType]: type,
    },
    ...lightweight,
    timeoutSec: EXECUTIONS_TIMEOUT_SEC,
  };
};

/** First step of the workflow. */
export const inspectImage = (context: FunctionContext): PipelineFunctionArgs<S3EventRecord, Inspection> => ({
  context,
  functionName: "image-workflow-inspect",
  description: "Reads an uploaded image and its header",
  callbackFactory: () => makeInspectImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: readingOriginals(context),
  decodesImages: true,
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
});

/** Second step of the workflow, once per set, and per variant that is in none. */
export const renderVariant = (context: FunctionContext): PipelineFunctionArgs<RenderOrder, RenderedGroup> => ({
  context,
  functionName: "image-workflow-render",
  description: "Makes one variant of an uploaded image, or one set of them",
  callbackFactory: () => makeRenderVariant((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: processing(context),
  environment: processingEnvironment(context),
  decodesImages: true,
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
  reservedConcurrency: context.config.reservedConcurrency,
  throwsRefusals: true,
});

/** Third step of the workflow. Like the direct trigger's function it puts right what it finds changed. */
export const recordImage = (context: FunctionContext): PipelineFunctionArgs<Processed | Refused, Recording> => ({
  context,
  functionName: "image-workflow-record",
  description: "Records an uploaded image",
  callbackFactory: () => makeRecordImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: processing(context),
  environment: processingEnvironment(context),
  decodesImages: true,
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
});

/** Publishes what has become of images, from the changes of their records. */
export const announceImages = (
  context: FunctionContext,
  { table, eventBusArn, topic, unannounced }: AnnouncedParts,
): PipelineFunctionArgs<StreamEvent, BatchResponse> => ({
  context,
  functionName: "image-notify-announce",
  description: "Publishes an event for every final state of an image",
  callbackFactory: () => makeAnnounceImages((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: [
    readStream(table),
    listStreams(),
    putEvents(eventBusArn, IMAGE_EVENT_SOURCE),
    sendMessages(unannounced),
    ...(topic ? [publish(topic.topic), ...(context.encryptionKey ? [] : [useKey(topic.encryptionKey)])] : []),
  ],
  environment: topic ? { [environmentVariables.eventTopicArn]: topic.topic.arn } : {},
  ...lightweight,
  timeoutSec: ANNOUNCER_TIMEOUT_SEC,
});

/** Sends events to the webhook. */
export const deliverWebhook = (
  context: FunctionContext,
  { settings, account, queue }: WebhookParts,
): PipelineFunctionArgs<QueueEvent, BatchResponse> => ({
  context,
  functionName: "image-notify-deliver",
  description: "Signs events and sends them to the webhook",
  callbackFactory: () => makeDeliverWebhook((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: [consumeMessages(queue), postponeMessages(queue), readSecret(account, settings.secretName)],
  onlyDecrypts: true,
  environment: {
    [environmentVariables.webhookQueueUrl]: queue.url,
    [environmentVariables.webhookUrl]: settings.url,
    [environmentVariables.webhookSecretName]: settings.secretName,
  },
  ...lightweight,
  timeoutSec: WEBHOOK_TIMEOUT_SEC,
});

/** `POST /upload`. */
export const storeImage = (context: FunctionContext): PipelineFunctionArgs<ApiEvent, ApiAnswer> => ({
  context,
  functionName: "image-api-store-image",
  description: "Stores an image that is sent to the API",
  callbackFactory: () => makeStoreImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: [writeObjects(context.stores.source, prefixesOf(context.config))],
  denied: keepWatermarks(context.stores.source, watermarkKeys(context.config.variants)),
  environment: corsEnvironment(context),
  ...lightweight,
});

/** `POST /uploads`. An upload form grants what its signer may do: the function's own role. */
export const createUpload = (context: FunctionContext): PipelineFunctionArgs<ApiEvent, ApiAnswer> => ({
  context,
  functionName: "image-api-create-upload",
  description: "Issues forms that upload one image each to S3",
  callbackFactory: () => makeCreateUpload((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: [writeObjects(context.stores.source, prefixesOf(context.config))],
  denied: keepWatermarks(context.stores.source, watermarkKeys(context.config.variants)),
  environment: corsEnvironment(context),
  ...lightweight,
});

/** `GET /images` and `GET /images/{image_id}`. */
export const imageStatus = (
  context: FunctionContext,
  table: aws.dynamodb.Table,
): PipelineFunctionArgs<ApiEvent, ApiAnswer> => {
  const { source, destination } = context.stores;
  return {
    context,
    functionName: "image-api-image-status",
    description: "Returns the record of an image, and describes its results",
    callbackFactory: () => makeImageStatus((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      getRecords(table),
      queryIndex(table, originalKeyIndex.name),
      readCurrent(source, prefixesOf(context.config)),
      listBucket(source),
      withSidSuffix(readCurrent(destination), "Results"),
      withSidSuffix(listBucket(destination), "Results"),
      ...addressing(context).grants,
    ],
    environment: {
      ...corsEnvironment(context),
      ...addressing(context).environment,
      [environmentVariables.processingLimitSec]: String(processingLimitSec(context.config)),
    },
    ...lightweight,
    // It may wait for an outcome.
    timeoutSec: API_TIMEOUT_SEC,
  };
};

/** `DELETE /images/{image_id}`. */
export const deleteImage = (
  context: FunctionContext,
  table: aws.dynamodb.Table,
): PipelineFunctionArgs<ApiEvent, ApiAnswer> => {
  const { source, destination } = context.stores;
  const prefixes = prefixesOf(context.config);
  return {
    context,
    functionName: "image-api-delete-image",
    description: "Removes an image: original, results and record; every version of them if asked",
    callbackFactory: () => makeDeleteImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      getRecords(table),
      deleteRecords(table),
      readCurrent(source, prefixes),
      listBucket(source),
      deleteObjects(source, prefixes),
      deleteVersions(source, prefixes),
      listVersions(source),
      withSidSuffix(readCurrent(destination), "Results"),
      withSidSuffix(listBucket(destination), "Results"),
      withSidSuffix(deleteObjects(destination), "Results"),
      withSidSuffix(deleteVersions(destination), "Results"),
      withSidSuffix(listVersions(destination), "Results"),
      queryIndex(table, originalKeyIndex.name),
      ...invalidating(context).grants,
    ],
    denied: keepWatermarks(source, watermarkKeys(context.config.variants)),
    environment: { ...corsEnvironment(context), ...invalidating(context).environment },
    ...lightweight,
    // Every version takes a request of its own.
    timeoutSec: API_TIMEOUT_SEC,
  };
};

/** Size of a function that reads no image. */
const lightweight = { memoryMb: 256, timeoutSec: 10 };

/** Longest run of a function of the API: API Gateway waits no longer. */
const API_TIMEOUT_SEC = 29;

const corsEnvironment = ({ config: { uploadApi } }: FunctionContext): Record<string, string> =>
  uploadApi?.corsOrigin === undefined ? {} : { [environmentVariables.corsOrigin]: uploadApi.corsOrigin };
