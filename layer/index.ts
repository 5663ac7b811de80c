import { probe, render } from "@image-pipeline/fast-jimp";
import type { Connections, Layer } from "../handlers/ports";
import { makeClients } from "./clients";
import { imageId } from "./image-id";
import { dynamoRecords, itemOf } from "./dynamo-records";
import { s3Signer } from "./s3-signer";
import { s3Store } from "./s3-store";
import { readSettings } from "./settings";
import { makeTelemetry } from "./telemetry";

/**
 * Everything a callback needs from outside, made once per cold start from the function's environment.
 * Throws when the environment is incomplete, naming every variable that is missing or wrong.
 */
export function connect(env: Readonly<Record<string, string | undefined>>): Connections {
  const { encryptionKeyArn, metadataTable, ...settings } = readSettings(env);
  const clients = makeClients();
  return {
    settings,
    store: s3Store(clients.s3, encryptionKeyArn),
    ...(metadataTable === undefined ? {} : { records: dynamoRecords(clients.dynamodb(), metadataTable) }),
    imaging: { probe, render },
    signer: s3Signer(clients.s3),
    telemetry: makeTelemetry(),
    itemOf,
    imageId,
  };
}

// The module is what the callbacks were told it is.
({ connect }) satisfies Layer;
