import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

/** What a process is to upload. */
export interface UploaderTask {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly bucket: string;
  readonly concurrency: number;
  readonly bodies: readonly Uint8Array[];
  /** Keys, each with the numbers of the bodies that are sent one after the other. */
  readonly uploads: readonly { readonly key: string; readonly bodies: readonly number[] }[];
}

export interface UploaderReport {
  /** When the last upload of each key began, in milliseconds since the epoch. */
  readonly startedAt: ReadonlyMap<string, number>;
  /** Duration of each request, in milliseconds. */
  readonly requestMs: readonly number[];
  /** Processor time of this process, in milliseconds. */
  readonly processorMs: number;
}

async function upload(task: UploaderTask): Promise<UploaderReport> {
  const { endpoint, region, credentials, bucket: Bucket, concurrency, uploads } = task;
  const bodies = task.bodies.map((body) => Buffer.from(body));
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const startedAt = new Map<string, number>();
  const requestMs: number[] = [];
  const waiting = uploads.values();
  const user = async () => {
    for (const { key: Key, bodies: sent } of waiting) {
      for (const number of sent) {
        startedAt.set(Key, Date.now());
        const start = performance.now();
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: bodies[number] }));
        requestMs.push(performance.now() - start);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, user));
  s3.destroy();
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { startedAt, requestMs, processorMs: (userCPUTime + systemCPUTime) / 1000 };
}

process.once("message", (task: UploaderTask) => {
  void upload(task).then((report) => process.send?.(report, () => process.disconnect()));
});
