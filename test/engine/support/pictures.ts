import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { probe } from "@image-pipeline/fast-jimp";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import { exampleJpeg, examplePng } from "../../../packages/fast-jimp/test/support/images";

/** A result as it lies in the destination bucket. */
export interface Result {
  /** A hash in an immutable one is `*`. */
  readonly key: string;
  /** `jpeg 300x300`; of a manifest `manifest of 4 results`. */
  readonly picture: string;
  readonly contentType: string | undefined;
}

/** Two originals: one photograph, one drawing with transparent parts. */
const originals = { "cat photo.jpg": exampleJpeg, "logo.png": examplePng } as const;

/** Where originals are put, and which results of them are fetched. */
interface ProcessOptions {
  /** Of the originals' keys: of each one, or of each by its name. Default: none. */
  readonly prefix?: string | Readonly<Record<string, string>>;
  /** Keys of results. Default: that of the variant `processed` of each original. */
  readonly keys?: readonly string[];
}

/** Puts two pictures into a deployed stack, waits until everything has happened, and fetches results of them. */
export async function processPictures(
  cloud: Cloud,
  outputs: Readonly<Record<string, string>>,
  { prefix = "", keys }: ProcessOptions = {},
): Promise<Result[]> {
  const keyOf = (name: string) => `${typeof prefix === "string" ? prefix : (prefix[name] ?? "")}${name}`;
  const { endpoint, region, credentials } = cloud;
  const s3 = new S3Client({ endpoint, region, credentials });
  try {
    for (const [name, example] of Object.entries(originals)) {
      await s3.send(
        new PutObjectCommand({
          Bucket: outputs["sourceBucket"],
          Key: keyOf(name),
          Body: example({ width: 640, height: 480 }),
        }),
      );
    }
    await cloud.idle();
    const results: Result[] = [];
    const bucket = outputs["destinationBucket"];
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    for (const key of keys ?? Object.keys(originals).map((name) => `processed-${keyOf(name)}`)) {
      const stored = Contents.find(({ Key = "" }) => withoutHash(Key) === key);
      const found = await s3
        .send(new GetObjectCommand({ Bucket: bucket, Key: stored?.Key ?? key }))
        .catch((error: unknown) => {
          throw new Error(`no result ${key}; the function said:\n${functionLog(cloud)}`, { cause: error });
        });
      const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
      const contentType = found.ContentType;
      results.push({
        key,
        picture: contentType === "application/json" ? manifest(bytes) : picture(bytes),
        contentType,
      });
    }
    return results;
  } finally {
    s3.destroy();
  }
}

/** Hashes of immutable keys are 16 hexadecimal digits. */
const withoutHash = (key: string): string => key.replace(/\.[0-9a-f]{16}(?=\.\w+$)/, ".*");

function picture(bytes: Uint8Array): string {
  const { format, width, height } = probe(bytes);
  return `${format} ${width}x${height}`;
}

function manifest(bytes: Uint8Array): string {
  const { results } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { readonly results: readonly unknown[] };
  return `manifest of ${results.length} result${results.length === 1 ? "" : "s"}`;
}

function functionLog({ services }: Cloud): string {
  const lines = services.lambda.functions().flatMap(({ config }) => services.logs.lines(`/aws/lambda/${config.name}`));
  return lines.map(({ message }) => message).join("\n");
}

/** How many records of each status the table has; none if the stack keeps no table. */
export async function recordStatuses(
  { endpoint, region, credentials }: Cloud,
  table: string | undefined,
): Promise<Record<string, number>> {
  if (table === undefined) return {};
  const client = new DynamoDBClient({ endpoint, region, credentials });
  try {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    const counts: Record<string, number> = {};
    for (const { status } of Items) counts[status?.S ?? "none"] = (counts[status?.S ?? "none"] ?? 0) + 1;
    return counts;
  } finally {
    client.destroy();
  }
}
