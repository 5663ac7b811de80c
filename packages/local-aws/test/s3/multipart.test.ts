import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";

import { rejectionName } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "parts-bucket";
const KEY = "big";
const MIN_PART_BYTES = 5 * 1024 * 1024;

describe("multipart uploads", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(() => s3().send(new CreateBucketCommand({ Bucket: BUCKET })));

  async function start(): Promise<string> {
    const { UploadId } = await s3().send(
      new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: KEY, ContentType: "image/png" }),
    );
    return UploadId ?? "";
  }

  async function part(UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> {
    const { ETag } = await s3().send(new UploadPartCommand({ Bucket: BUCKET, Key: KEY, UploadId, PartNumber, Body }));
    return { PartNumber, ETag };
  }

  const complete = (UploadId: string, Parts: CompletedPart[]) =>
    s3().send(new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: KEY, UploadId, MultipartUpload: { Parts } }));

  it("become one object", async () => {
    const UploadId = await start();
    const [a, b] = [randomBytes(MIN_PART_BYTES), randomBytes(1000)];
    // The second part is sent twice: the later one counts.
    const parts = [await part(UploadId, 1, a), await part(UploadId, 2, a), await part(UploadId, 2, b)];
    expect(
      (await s3().send(new ListPartsCommand({ Bucket: BUCKET, Key: KEY, UploadId }))).Parts?.map((p) => p.Size),
    ).to.deep.equal([a.length, b.length]);
    const { ETag } = await complete(UploadId, [parts[0] ?? {}, parts[2] ?? {}]);
    const md5 = (data: Buffer) => createHash("md5").update(data).digest();
    expect(ETag).to.equal(`"${md5(Buffer.concat([md5(a), md5(b)])).toString("hex")}-2"`);
    const { Body, ContentType, PartsCount } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat([a, b]))).to.equal(true);
    expect([ContentType, PartsCount]).to.deep.equal(["image/png", 2]);
    expect(await rejectionName(complete(UploadId, parts))).to.equal("NoSuchUpload");
  });

  it("are refused with small, missing or disordered parts", async () => {
    const UploadId = await start();
    const parts = [await part(UploadId, 1, randomBytes(10)), await part(UploadId, 2, randomBytes(10))];
    expect(await rejectionName(complete(UploadId, parts))).to.equal("EntityTooSmall");
    expect(await rejectionName(complete(UploadId, [...parts].reverse()))).to.equal("InvalidPartOrder");
    expect(await rejectionName(complete(UploadId, [{ PartNumber: 3, ETag: '"0"' }]))).to.equal("InvalidPart");
    const { Uploads } = await s3().send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(Uploads?.map((upload) => upload.UploadId)).to.deep.equal([UploadId]);
    await s3().send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: KEY, UploadId }));
    expect(await rejectionName(part(UploadId, 1, randomBytes(1)))).to.equal("NoSuchUpload");
  });
});
