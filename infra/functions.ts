import type * as aws from "@pulumi/aws";
import { makeCreateUpload } from "../handlers/api/create-upload";
import { makeDeleteImage } from "../handlers/api/delete-image";
import type { ApiAnswer, ApiEvent } from "../handlers/api/http";
import { makeImageStatus } from "../handlers/api/image-status";
import {
  environmentVariables,
  originalKeyIndex,
  watermarkKeys,
  type ObjectCreatedEvent,
  type S3Event,
  type VariantRecord,
} from "../handlers/contract";
import { makeFollowRemoval, type FollowRemovalResult } from "../handlers/follow-removal";
import type { Layer } from "../handlers/ports";
import { makeProcessImage, type ProcessImageResult } from "../handlers/process-image";
import { makeDescribeImage } from "../handlers/workflow/describe-image";
import { makeInspectImage } from "../handlers/workflow/inspect-image";
import { makeRenderVariant } from "../handlers/workflow/render-variant";
import type { Described, Description, Inspection, Refused, RenderOrder } from "../handlers/workflow/steps";
import {
  deleteObjects,
  deleteRecords,
  deleteVersions,
  getRecords,
  keepWatermarks,
  listBucket,
  listVersions,
  putRecords,
  queryIndex,
  readCurrent,
  readObjects,
  readWatermarks,
  withSidSuffix,
  writeObjects,
  type Grant,
} from "./grants";
import type { FunctionContext, PipelineFunctionArgs } from "./pipeline-function";

// Every function of the stack. `callbackFactory` is captured as text when the program runs, and runs in Lambda once per
// cold start; what it requires is in the stack's Lambda layer (`layer/`).

/** Processes uploads that S3 sends to it. */
export const processImage = (context: FunctionContext): PipelineFunctionArgs<S3Event, ProcessImageResult> => ({
  context,
  functionName: "image-processing-function",
  description: "Turns an uploaded image into its variants and records the outcome",
  callbackFactory: () => makeProcessImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: processing(context),
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
  reservedConcurrency: context.config.reservedConcurrency,
  deadLetters: context.stores.deadLetters,
});

/** Keeps results and records in step with originals that are removed, or restored: those are processed again. */
export const followRemoval = (context: FunctionContext): PipelineFunctionArgs<S3Event, FollowRemovalResult> => {
  const { destination, table, deadLetters } = context.stores;
  return {
    context,
    functionName: "image-removal-function",
    description: "Removes the results of an original that is removed, and makes them again when it is restored",
    callbackFactory: () => makeFollowRemoval((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      ...processing(context),
      withSidSuffix(readCurrent(destination), "Results"),
      withSidSuffix(listBucket(destination), "Results"),
      deleteObjects(destination),
      ...(table ? [queryIndex(table, originalKeyIndex.name), deleteRecords(table)] : []),
    ],
    memoryMb: context.config.memoryMb,
    timeoutSec: context.config.timeoutSec,
    deadLetters,
  };
};

/** First step of the workflow. */
export const inspectImage = (context: FunctionContext): PipelineFunctionArgs<ObjectCreatedEvent, Inspection> => ({
  context,
  functionName: "image-workflow-inspect",
  description: "Reads an uploaded image and its header",
  callbackFactory: () => makeInspectImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: readingOriginals(context),
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
});

/** Second step of the workflow, once per variant. */
export const renderVariant = (context: FunctionContext): PipelineFunctionArgs<RenderOrder, VariantRecord> => ({
  context,
  functionName: "image-workflow-render",
  description: "Makes one variant of an uploaded image",
  callbackFactory: () => makeRenderVariant((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: [...readingOriginals(context), ...readingWatermarks(context), writeObjects(context.stores.destination)],
  memoryMb: context.config.memoryMb,
  timeoutSec: context.config.timeoutSec,
  reservedConcurrency: context.config.reservedConcurrency,
  throwsRefusals: true,
});

/** Third step of the workflow: builds the record, which the state machine itself writes unless it has to be merged. */
export const describeImage = (context: FunctionContext): PipelineFunctionArgs<Described | Refused, Description> => ({
  context,
  functionName: "image-workflow-describe",
  description: "Builds the record of an uploaded image",
  callbackFactory: () => makeDescribeImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
  // A backfill of some variants keeps what the record says of the others.
  grants: context.stores.table ? [getRecords(context.stores.table), putRecords(context.stores.table)] : [],
  ...lightweight,
});

/** `POST /uploads`. An upload form grants what its signer may do: the function's own role. */
export const createUpload = (context: FunctionContext): PipelineFunctionArgs<ApiEvent, ApiAnswer> => ({
  context,
  functionName: "image-api-create-upload",
  description: "Issues forms that upload one image each to S3",
  callbackFactory: () => makeCreateUpload((require("@image-pipeline/layer") as Layer).connect(process.env)),
  grants: [writeObjects(context.stores.source, context.config.uploadPrefix)],
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
    description: "Returns the record of an image, with links to its results",
    callbackFactory: () => makeImageStatus((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      getRecords(table),
      queryIndex(table, originalKeyIndex.name),
      readCurrent(source, context.config.uploadPrefix),
      listBucket(source),
      withSidSuffix(readCurrent(destination), "Results"),
      withSidSuffix(listBucket(destination), "Results"),
    ],
    environment: corsEnvironment(context),
    ...lightweight,
  };
};

/** `DELETE /images/{image_id}`. */
export const deleteImage = (
  context: FunctionContext,
  table: aws.dynamodb.Table,
): PipelineFunctionArgs<ApiEvent, ApiAnswer> => {
  const { source, destination } = context.stores;
  const { uploadPrefix } = context.config;
  return {
    context,
    functionName: "image-api-delete-image",
    description: "Removes an image: original, results and record; every version of them if asked",
    callbackFactory: () => makeDeleteImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
    grants: [
      getRecords(table),
      deleteRecords(table),
      readCurrent(source, uploadPrefix),
      listBucket(source),
      deleteObjects(source, uploadPrefix),
      deleteVersions(source, uploadPrefix),
      listVersions(source),
      withSidSuffix(readCurrent(destination), "Results"),
      withSidSuffix(listBucket(destination), "Results"),
      withSidSuffix(deleteObjects(destination), "Results"),
      withSidSuffix(deleteVersions(destination), "Results"),
      withSidSuffix(listVersions(destination), "Results"),
      queryIndex(table, originalKeyIndex.name),
    ],
    denied: keepWatermarks(source, watermarkKeys(context.config.variants)),
    environment: corsEnvironment(context),
    ...lightweight,
    // Every version takes a request of its own; API Gateway waits no longer.
    timeoutSec: 29,
  };
};

/** Size of a function that reads no image. */
const lightweight = { memoryMb: 256, timeoutSec: 10 };

const readingOriginals = ({ stores: { source }, config }: FunctionContext): readonly Grant[] => [
  readObjects(source, config.uploadPrefix),
  listBucket(source),
];

/** Watermarks outside the prefix of uploads; those inside are read as originals are. */
const readingWatermarks = ({ stores: { source }, config }: FunctionContext): readonly Grant[] => {
  const keys = watermarkKeys(config.variants).filter((key) => !key.startsWith(config.uploadPrefix));
  return keys.length === 0 ? [] : [readWatermarks(source, keys)];
};

/**
 * What it takes to turn an original into its results and their record; a backfill of some variants keeps what the
 * record there says of the others.
 */
const processing = (context: FunctionContext): readonly Grant[] => {
  const { destination, table } = context.stores;
  return [
    ...readingOriginals(context),
    ...readingWatermarks(context),
    writeObjects(destination),
    ...(table ? [getRecords(table), putRecords(table)] : []),
  ];
};

const corsEnvironment = ({ config: { uploadApi } }: FunctionContext): Record<string, string> =>
  uploadApi?.corsOrigin === undefined ? {} : { [environmentVariables.corsOrigin]: uploadApi.corsOrigin };
