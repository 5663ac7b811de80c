import type { InputFormat, OutputFormat } from "@image-pipeline/fast-jimp";
import {
  environmentVariables,
  imageId,
  specificationOf,
  type acceptedMediaTypes,
  type resultExtensions,
} from "../handlers/contract";
import type { Connections, Layer } from "../handlers/ports";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { appearanceOf, placeholderUrl } from "./appearance";
import { clientOptions } from "./clients";
import { cloudfrontEdge, noEdge } from "./cloudfront-edge";
import { digest } from "./digest";
import { dynamoRecords, noRecords, recordOfItem } from "./dynamo-records";
import { setHeapGrowth } from "./heap-growth";
import { Jimp } from "./jimp";
import { s3Store } from "./s3-store";
import { lazyEvents, lazyExecutions, lazyInvalidate, lazyQueue, lazyUrlSigner, lazyWebhook } from "./lazy-ports";
import { readSettings } from "./settings";
import { makeSigner } from "./signer";
import { makeTelemetry } from "./telemetry";
import { bucketWatermarks } from "./watermarks";

/**
 * Everything that a callback needs from outside, made once per cold start.
 *
 * @param env of the function
 * @throws Error that names every variable which is missing or invalid
 */
export function connect(env: Readonly<Record<string, string | undefined>>): Connections {
  const {
    encryptionKeyArn,
    metadataTable,
    distributionId,
    edgeKey,
    eventTopicArn,
    queueUrls,
    stateMachine,
    webhook,
    ...settings
  } = readSettings(env);
  setHeapGrowth();
  const s3 = new S3Client(clientOptions);
  const queue = (variable: keyof typeof queueUrls) => lazyQueue(queueUrls[variable], environmentVariables[variable]);
  const telemetry = makeTelemetry();
  const store = s3Store(s3, encryptionKeyArn);
  return {
    settings,
    store,
    records: metadataTable === undefined ? noRecords : dynamoRecords(new DynamoDBClient(clientOptions), metadataTable),
    Jimp,
    watermarks: bucketWatermarks(store, settings.sourceBucket, Jimp),
    signer: makeSigner(s3, edgeKey && lazyUrlSigner(edgeKey)),
    edge: distributionId === undefined ? noEdge : cloudfrontEdge(lazyInvalidate(distributionId), telemetry),
    workQueue: queue("workQueueUrl"),
    failureQueue: queue("failureQueueUrl"),
    deadLetterQueue: queue("deadLetterQueueUrl"),
    webhookQueue: queue("webhookQueueUrl"),
    webhook: lazyWebhook(webhook.url, webhook.secretName),
    imageEvents: lazyEvents(eventTopicArn),
    executions: lazyExecutions(stateMachine),
    telemetry,
    imageId,
    recordOfItem,
    digest,
    specificationOf,
    appearanceOf,
    placeholderUrl,
  };
}

// The callbacks require this module as a Layer.
({ connect }) satisfies Layer;

type Same<A, B> = [A, B] extends [B, A] ? true : false;
// The contract names the formats of fast-jimp, and all of them.
true satisfies Same<(typeof acceptedMediaTypes)[number], `image/${InputFormat}`>;
true satisfies Same<keyof typeof resultExtensions, `image/${Exclude<OutputFormat, "auto">}`>;
