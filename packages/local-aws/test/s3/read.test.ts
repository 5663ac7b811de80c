import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { randomBytes } from "node:crypto";

import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "read-bucket";
/** The largest answer that is read as a whole. */
const AT_ONCE_BYTES = 2 * 1024 ** 2;

describe("reading the bytes of an object", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(() => s3().send(new CreateBucketCommand({ Bucket: BUCKET })));

  async function read(Range?: string): Promise<Buffer> {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "bytes", Range }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  for (const [what, sizeBytes] of [
    ["at once", AT_ONCE_BYTES],
    ["as a stream", AT_ONCE_BYTES + 1],
  ] as const) {
    it(`gives what was stored, all of it and parts, ${what}`, async () => {
      const bytes = randomBytes(sizeBytes);
      await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "bytes", Body: bytes }));
      expect((await read()).equals(bytes)).to.equal(true);
      expect((await read("bytes=0-")).equals(bytes)).to.equal(true);
      expect((await read(`bytes=1-${sizeBytes - 2}`)).equals(bytes.subarray(1, -1))).to.equal(true);
      expect((await read("bytes=-3")).equals(bytes.subarray(-3))).to.equal(true);
    });
  }
});
