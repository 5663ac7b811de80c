import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { probe } from "@image-pipeline/fast-jimp";
import type { Cloud } from "../../../packages/local-aws/src/cloud";
import { exampleJpeg, examplePng } from "../../../packages/fast-jimp/test/support/images";

/** A result as it lies in the destination bucket. */
export interface Result {
  readonly key: string;
  /** `JPEG 300x300` */
  readonly picture: string;
  readonly contentType: string | undefined;
}

/** Two originals: one photograph, one drawing with transparent parts. */
const originals = { "cat photo.jpg": exampleJpeg, "logo.png": examplePng } as const;

/** Where originals are put, and which results of them are fetched. */
interface ProcessOptions {
  /** Of the originals' keys. Default: none. */
  readonly prefix?: string;
  /** Keys of results. Default: that of the variant `processed` of each original. */
  readonly keys?: readonly string[];
}

/** Puts two pictures into a deployed stack, waits until everything has happened, and fetches results of them. */
export async function processPictures(
  cloud: Cloud,
  outputs: Readonly<Record<string, string>>,
  { prefix = "", keys = Object.keys(originals).map((name) => `processed-${prefix}${name}`) }: ProcessOptions = {},
): Promise<Result[]> {
  const { endpoint, region, credentials } = cloud;
  const s3 = new S3Client({ endpoint, region, credentials });
  try {
    for (const [name, picture] of Object.entries(originals)) {
      await s3.send(
        new PutObjectCommand({
          Bucket: outputs["sourceBucket"],
          Key: `${prefix}${name}`,
          Body: picture({ width: 640, height: 480 }),
        }),
      );
    }
    await cloud.idle();
    const results: Result[] = [];
    for (const key of keys) {
      const found = await s3
        .send(new GetObjectCommand({ Bucket: outputs["destinationBucket"], Key: key }))
        .catch((error: unknown) => {
          throw new Error(`no result ${key}; the function said:\n${functionLog(cloud)}`, { cause: error });
        });
      const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
      const { format, width, height } = probe(bytes);
      results.push({ key, picture: `${format} ${width}x${height}`, contentType: found.ContentType });
    }
    return results;
  } finally {
    s3.destroy();
  }
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
