import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { makeFollowRemoval, type FollowRemovalResult } from "../handlers/follow-removal";
import type { Layer } from "../handlers/ports";
import type { S3Event } from "../handlers/s3-event";
import type { StackConfig } from "./config";
import { EventFunction } from "./event-function";
import {
  also,
  deleteObjects,
  deleteRecords,
  getRecords,
  listBucket,
  putRecords,
  queryIndex,
  readCurrent,
  readObjects,
  writeObjects,
} from "./grants";
import { originalKeyIndex } from "./metadata-table";
import type { FunctionDefaults } from "./pipeline-function";
import type { Stores } from "./stores";

/** The function that lets results and records follow an original that is removed, or comes back. */
export function followRemovalFunction(
  name: string,
  config: StackConfig,
  defaults: FunctionDefaults,
  { source, destination, table, deadLetters }: Stores,
  opts: pulumi.ComponentResourceOptions,
): aws.lambda.Function {
  return new EventFunction<S3Event, FollowRemovalResult>(
    name,
    {
      functionName: "image-removal-function",
      description: "Removes the results of an original that is removed, and makes them again when it comes back",
      callbackFactory: () => makeFollowRemoval((require("@image-pipeline/layer") as Layer).connect(process.env)),
      defaults,
      grants: [
        readObjects(source, config.uploadPrefix),
        listBucket(source),
        also("Results", readCurrent(destination)),
        also("Results", listBucket(destination)),
        writeObjects(destination),
        deleteObjects(destination),
        ...(table
          ? [getRecords(table), queryIndex(table, originalKeyIndex), putRecords(table), deleteRecords(table)]
          : []),
      ],
      // It processes what comes back.
      memoryMb: config.memoryMb,
      timeoutSec: config.timeoutSec,
      deadLetters,
    },
    opts,
  ).fn;
}
