import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { ClassicLevel } from "classic-level";

import type { BucketSettings, ObjectVersion } from "../s3/types";
import type { MultipartUpload } from "../s3/multipart";
import type { QueuedMessage } from "../sqs/message";
import { messageKey, partKey, versionKey } from "./record-keys";
import type { Change } from "./state-store";

/** Files of an earlier release that are one document each, by its name. */
const documents: Readonly<Record<string, string>> = {
  "iam.json": "iam",
  "kms.json": "kms",
  "logs.json": "logs",
  "sns.json": "sns",
  "lambda.json": "lambda",
  "event-source-mappings.json": "event-source-mappings",
  "cloudwatch.json": "cloudwatch",
  "events.json": "event-bridge",
  "states.json": "step-functions",
  "api-gateway.json": "api-gateway",
  "dynamodb.json": "dynamodb",
};
const OBJECTS = "s3.json";
const QUEUES = "sqs.json";
const TABLES = "tables";
const LOCK = "cloud.pid";

interface EarlierObjects {
  readonly buckets: readonly { readonly settings: BucketSettings; readonly versions: readonly ObjectVersion[] }[];
  readonly uploads: readonly MultipartUpload[];
}

type EarlierQueue = { readonly name: string; readonly messages: readonly QueuedMessage[] };

/** What a release has left that kept each service's state in a file: one record for each part of it. */
export async function readEarlierFormat(dataDir: string): Promise<Change[]> {
  const read = <T>(name: string) => {
    const file = join(dataDir, name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
  };
  const ofDocuments = Object.entries(documents).flatMap(([file, name]): Change[] => {
    const document = read<unknown>(file);
    return document === undefined ? [] : [[`documents!${name}`, JSON.stringify(document)]];
  });
  const objects = read<EarlierObjects>(OBJECTS);
  const queues = read<readonly EarlierQueue[]>(QUEUES);
  return [
    ...ofDocuments,
    ...(objects === undefined ? [] : objectRecords(objects)),
    ...(queues === undefined ? [] : queueRecords(queues)),
    ...(existsSync(join(dataDir, TABLES)) ? await tableRecords(join(dataDir, TABLES)) : []),
  ];
}

/** Removes what {@link readEarlierFormat} has read. */
export function removeEarlierFormat(dataDir: string): void {
  for (const name of [...Object.keys(documents), OBJECTS, QUEUES, TABLES, LOCK]) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

function objectRecords({ buckets, uploads }: EarlierObjects): Change[] {
  return [
    ["documents!s3-buckets", JSON.stringify(buckets.map(({ settings }) => settings))],
    ...buckets.flatMap(({ settings, versions }) =>
      versions.map((version): Change => [`s3-versions!${versionKey(settings.name, version)}`, JSON.stringify(version)]),
    ),
    ...uploads.flatMap(({ parts, ...upload }): Change[] => [
      [`s3-uploads!${upload.uploadId}`, JSON.stringify(upload)],
      ...Object.values(parts).map((part): Change => [
        `s3-parts!${partKey(upload.uploadId, part.number)}`,
        JSON.stringify(part),
      ]),
    ]),
  ];
}

function queueRecords(queues: readonly EarlierQueue[]): Change[] {
  return [
    ["documents!sqs", JSON.stringify(queues.map(({ messages: _, ...settings }) => settings))],
    ...queues.flatMap(({ name, messages }) =>
      messages.map((message): Change => [`sqs-messages!${messageKey(name, message)}`, JSON.stringify(message)]),
    ),
  ];
}

/** The tables' own database, record by record. */
async function tableRecords(folder: string): Promise<Change[]> {
  const level = new ClassicLevel(folder);
  try {
    return (await level.iterator().all()).map(([key, value]) => [`dynamodb!${key}`, value]);
  } finally {
    await level.close();
  }
}
