/**
 * What a durable upload costs in a bucket that has few or many objects already: `npm run state-cost -- --objects
 * 100000`. Uploads of 4 KB, 16 at once, each on the disk before it is acknowledged.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { readOptions, runMain } from "./support/options";
import { percentiles } from "./support/measurements";

const USAGE = "usage: npm run state-cost -- [--objects N] [--uploads N]";

const BUCKET = "measured";
const WARM_UP = "warm-up";
const UPLOADS_AT_ONCE = 16;
const BODY = Buffer.alloc(4096, 7);

/** Sizes of the bucket at which uploads are measured. */
const sizes = (largest: number) => [100, 10_000, 100_000].filter((size) => size <= largest);

/** Puts records of objects into the bucket, without the requests that would make them. */
function fill(cloud: Cloud, count: number): void {
  const { s3 } = cloud.services;
  const bucket = s3.bucket(BUCKET);
  const missing = count - bucket.keys().length;
  for (let i = 0; i < missing; i += 1) {
    const key = `filled/${count}/${i}`;
    const facts = { sizeBytes: 0, etag: "d41d8cd98f00b204e9800998ecf8427e", blob: "", checksums: {}, tags: {} };
    const metadata = { contentType: "image/jpeg", user: {} };
    s3.commit(bucket, { key, ...facts, metadata, encryption: { algorithm: "AES256" } }, "ObjectCreated:Put");
  }
}

async function measure(s3: S3Client, Bucket: string, name: string, uploads: number) {
  const ms: number[] = [];
  const numbers = Array.from({ length: uploads }, (_, i) => i).values();
  const user = async () => {
    for (const i of numbers) {
      const start = performance.now();
      await s3.send(new PutObjectCommand({ Bucket, Key: `${name}/${i}`, Body: BODY }));
      ms.push(performance.now() - start);
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, user));
  const { user: userUs, system } = process.cpuUsage(before);
  const { p50, p95, p99 } = percentiles(ms);
  const processorMs = Math.round((userUs + system) / uploads / 10) / 100;
  return { processorMs, p50, p95, p99 };
}

runMain(async () => {
  const { objects, uploads } = readOptions({ objects: 100_000, uploads: 2000 });
  const dataDir = mkdtempSync(path.join(tmpdir(), "state-cost-"));
  const cloud = await startCloud({ dataDir });
  const { endpoint, region, credentials } = cloud;
  const s3 = new S3Client({ endpoint, region, credentials: { ...credentials }, forcePathStyle: true });
  try {
    for (const name of [BUCKET, WARM_UP]) cloud.services.s3.createBucket(name);
    // The first uploads compile the code.
    await measure(s3, WARM_UP, "warm-up", uploads);
    for (const size of sizes(objects)) {
      fill(cloud, size);
      await cloud.durable();
      const found = cloud.services.s3.bucket(BUCKET).keys().length;
      console.log(JSON.stringify({ objects: found, ...(await measure(s3, BUCKET, `measured-${size}`, uploads)) }));
    }
    const start = performance.now();
    await cloud.close();
    const again = await startCloud({ dataDir });
    console.log(JSON.stringify({ restartMs: Math.round(performance.now() - start) }));
    await again.close();
    return 0;
  } finally {
    s3.destroy();
    await cloud.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, USAGE);
