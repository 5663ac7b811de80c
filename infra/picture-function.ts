import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { S3Event } from "../handlers/contract";
import type { StackConfig } from "./config";
import { EventFunction } from "./event-function";
import { listBucket, putRecords, readObjects, writeObjects, type Grant } from "./grants";
import type { FunctionDefaults } from "./pipeline-function";
import type { Stores } from "./stores";

/** What the stack gives each of these functions. */
export interface PictureFunctionPlace {
  readonly config: StackConfig;
  readonly defaults: FunctionDefaults;
  readonly stores: Stores;
}

export interface PictureFunctionArgs<R> {
  /** Name in AWS. */
  readonly functionName: string;
  readonly description: string;
  /** Captured as text; runs once per cold start and answers the handler. */
  readonly callbackFactory: aws.lambda.CallbackFactory<S3Event, R>;
  /** What its role may do besides reading originals, storing results and recording them. */
  readonly grants?: readonly Grant[];
  /** Instances; absent: none reserved. */
  readonly reservedConcurrency?: number;
}

/** A function that the source bucket's events invoke, and that makes pictures into variants. */
export function pictureFunction<R>(
  name: string,
  { config, defaults, stores }: PictureFunctionPlace,
  { grants = [], ...args }: PictureFunctionArgs<R>,
  opts: pulumi.ComponentResourceOptions,
): aws.lambda.Function {
  const { source, destination, table, deadLetters } = stores;
  return new EventFunction<S3Event, R>(
    name,
    {
      ...args,
      defaults,
      grants: [
        readObjects(source, config.uploadPrefix),
        listBucket(source),
        writeObjects(destination),
        ...(table ? [putRecords(table)] : []),
        ...grants,
      ],
      memoryMb: config.memoryMb,
      timeoutSec: config.timeoutSec,
      deadLetters,
    },
    opts,
  ).fn;
}
