import { setTimeout as sleep } from "node:timers/promises";

import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

import { randomOf } from "../../explore/schedule";
import { jpeg } from "../../support/e2e/images";

/** What users send: images of different bytes, and one that is none. */
interface Body {
  readonly bytes: Buffer;
  readonly isImage: boolean;
}

/** What the stack has acknowledged. */
export interface Acknowledged {
  readonly key: string;
  readonly versionId: string;
  /** Absent: a deletion. */
  readonly body?: Body;
}

/** Makes the bodies that users send. */
export async function makeBodies(): Promise<readonly Body[]> {
  const images = await Promise.all([jpeg(64, 48), jpeg(48, 64), jpeg(80, 60), jpeg(40, 40)]);
  return [
    ...images.map((bytes) => ({ bytes, isImage: true })),
    { bytes: Buffer.from("this is no image"), isImage: false },
  ];
}

interface UsersSpec {
  readonly users: number;
  readonly seed: number;
  readonly bodies: readonly Body[];
  /** Longest pause of a user between two requests, in milliseconds. */
  readonly pauseMs: number;
  /** Client and bucket, once the stack is there. */
  readonly connect: () => Promise<{ readonly s3: S3Client; readonly bucket: string }>;
}

/** Part of a user's requests that others to the same key follow: while the version before is processed. */
const HASTY = 0.5;

/**
 * Part of those that follow at once, before a function has looked at the version before. The others come within
 * {@link LONGEST_HASTE_MS}, when it has seen that this version is current and is about to store what it has made of it.
 */
const AT_ONCE = 0.3;
const LONGEST_HASTE_MS = 1_000;

/**
 * Users who upload, replace and delete images at random, each images of their own. A request that fails may have had
 * its effect; only what is acknowledged is noted.
 */
export class Users {
  readonly acknowledged: Acknowledged[] = [];
  failed = 0;
  private stopped = false;
  private waiting: (() => void)[] = [];
  private readonly running: Promise<unknown>;

  constructor(private readonly spec: UsersSpec) {
    this.running = Promise.all(Array.from({ length: spec.users }, (_, index) => this.run(index)));
  }

  /** Resolves when every user has had the answer to the last request. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves right when a request is acknowledged. */
  nextAcknowledgment(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private async run(index: number): Promise<void> {
    const { seed, bodies, pauseMs, connect } = this.spec;
    const random = randomOf(seed * 1000 + index);
    const choose = (count: number) => Math.floor(random() * count);
    const keys: string[] = [];
    let again: string | undefined;
    while (!this.stopped) {
      const action = random();
      const old = again ?? (keys.length === 0 ? undefined : keys[choose(keys.length)]);
      const isNew = old === undefined || (again === undefined && action < 0.65);
      const key = isNew ? `user-${index}/${keys.length}.jpg` : old;
      if (isNew) keys.push(key);
      const body = bodies[choose(bodies.length)];
      const { s3, bucket } = await connect();
      try {
        await this.send(
          s3,
          bucket,
          key,
          isNew || (again === undefined ? action < 0.8 : action < 0.5) ? body : undefined,
        );
      } catch {
        this.failed += 1;
      }
      again = random() < HASTY ? key : undefined;
      if (again === undefined) await sleep(random() * pauseMs);
      else if (random() >= AT_ONCE) await sleep(random() * LONGEST_HASTE_MS);
    }
  }

  private async send(s3: S3Client, Bucket: string, Key: string, body: Body | undefined): Promise<void> {
    const { VersionId = "" } =
      body === undefined
        ? await s3.send(new DeleteObjectCommand({ Bucket, Key }))
        : await s3.send(new PutObjectCommand({ Bucket, Key, Body: body.bytes }));
    this.acknowledged.push({ key: Key, versionId: VersionId, ...(body && { body }) });
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
