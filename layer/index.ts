import type { InputFormat, OutputFormat } from "@image-pipeline/fast-jimp";
import {
  environmentVariables,
  imageId,
  specificationOf,
  type acceptedMediaTypes,
  type resultExtensions,
} from "../handlers/contract";
import type { Connections, Layer } from "../handlers/ports";
import { appearanceOf, placeholderUrl } from "./appearance";
import { IS_EMBEDDED, makeClients } from "./clients";
import { cloudfrontEdge, noEdge } from "./cloudfront-edge";
import { digest } from "./digest";
import { dynamoRecords, noRecords, recordOfItem } from "./dynamo-records";
import { eventBus } from "./event-bus";
import { eventTopic, inTurn } from "./event-topic";
import { setHeapGrowth } from "./heap-growth";
import { Jimp } from "./jimp";
import { s3Store } from "./s3-store";
import { readSettings } from "./settings";
import { makeSigner } from "./signer";
import { sfnExecutions } from "./sfn-executions";
import { sqsQueue } from "./sqs-queue";
import { makeTelemetry } from "./telemetry";
import { bucketWatermarks } from "./watermarks";
import { signedWebhook } from "./webhook";
import { managedSecrets } from "./webhook-secrets";

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
  const clients = makeClients();
  const queue = (variable: keyof typeof queueUrls) =>
    sqsQueue(clients.sqs, queueUrls[variable], environmentVariables[variable]);
  const bus = eventBus(clients.events);
  const telemetry = makeTelemetry();
  const store = s3Store(clients.s3, encryptionKeyArn);
  return {
    settings,
    store,
    records: metadataTable === undefined ? noRecords : dynamoRecords(clients.dynamodb(), metadataTable),
    Jimp,
    watermarks: bucketWatermarks(store, settings.sourceBucket, Jimp),
    signer: makeSigner(clients.s3, edgeKey && { client: clients.kms, key: edgeKey }),
    edge: distributionId === undefined ? noEdge : cloudfrontEdge(clients.cloudfront, distributionId, telemetry),
    workQueue: queue("workQueueUrl"),
    failureQueue: queue("failureQueueUrl"),
    deadLetterQueue: queue("deadLetterQueueUrl"),
    webhookQueue: queue("webhookQueueUrl"),
    webhook: signedWebhook(webhook.url, managedSecrets(clients.secrets, webhook.secretName), IS_EMBEDDED),
    imageEvents: eventTopicArn === undefined ? bus : inTurn(bus, eventTopic(clients.sns, eventTopicArn)),
    executions: sfnExecutions(clients.sfn, stateMachine),
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
