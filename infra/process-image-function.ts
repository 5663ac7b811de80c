import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Layer } from "../handlers/ports";
import { makeProcessImage, type ProcessImageResult } from "../handlers/process-image";
import type { S3Event } from "../handlers/s3-event";
import type { StackConfig } from "./config";
import { EventFunction } from "./event-function";
import { listBucket, putRecords, readObjects, writeObjects } from "./grants";
import type { FunctionDefaults } from "./pipeline-function";
import type { Stores } from "./stores";

/** The function that turns an upload into its variants. */
export function processImageFunction(
  name: string,
  config: StackConfig,
  defaults: FunctionDefaults,
  { source, destination, table, deadLetters }: Stores,
  opts: pulumi.ComponentResourceOptions,
): aws.lambda.Function {
  return new EventFunction<S3Event, ProcessImageResult>(
    name,
    {
      functionName: "image-processing-function",
      description: "Turns an uploaded picture into its variants and records what became of it",
      callbackFactory: () => makeProcessImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
      defaults,
      grants: [
        readObjects(source, config.uploadPrefix),
        listBucket(source),
        writeObjects(destination),
        ...(table ? [putRecords(table)] : []),
      ],
      memoryMb: config.memoryMb,
      timeoutSec: config.timeoutSec,
      reservedConcurrency: config.reservedConcurrency,
      deadLetters,
    },
    opts,
  ).fn;
}
