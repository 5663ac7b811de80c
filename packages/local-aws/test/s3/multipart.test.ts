import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  GetObjectAttributesCommand,
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
    expect([ContentType, PartsCount]).to.deep.equal(["image/png", undefined]);
    // A repeated request is answered like the first one; another one is of an upload that there is no more.
    expect((await complete(UploadId, [parts[0] ?? {}, parts[2] ?? {}])).ETag).to.equal(ETag);
    expect(await rejectionName(complete(UploadId, parts.slice(0, 1)))).to.equal("NoSuchUpload");
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

  it("have a checksum of their parts' checksums, each of which is answered with its part", async () => {
    const object = { Bucket: BUCKET, Key: "sums" };
    const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm: "CRC32" }));
    const Parts: CompletedPart[] = [];
    for (const [i, Body] of [Buffer.alloc(MIN_PART_BYTES, "a"), Buffer.from("rest")].entries()) {
      const PartNumber = i + 1;
      const { ETag, ChecksumCRC32 } = await s3().send(new UploadPartCommand({ ...object, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    const finish = (parts: CompletedPart[]) =>
      s3().send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts: parts } }));
    expect(await rejectionName(finish(Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))))).to.equal(
      "InvalidRequest",
    );
    expect(await rejectionName(finish(Parts.map((listed) => ({ ...listed, ChecksumCRC32: "AAAAAA==" }))))).to.equal(
      "InvalidPart",
    );
    const { ChecksumCRC32, ETag } = await finish(Parts);
    expect(ChecksumCRC32).to.match(/-2$/);
    const second = await s3().send(new GetObjectCommand({ ...object, PartNumber: 2, ChecksumMode: "ENABLED" }));
    expect([await second.Body?.transformToString(), second.ChecksumCRC32]).to.deep.equal([
      "rest",
      Parts[1]?.ChecksumCRC32,
    ]);
    const { ObjectParts } = await s3().send(
      new GetObjectAttributesCommand({ ...object, ObjectAttributes: ["ObjectParts"], MaxParts: 1 }),
    );
    expect([ObjectParts?.TotalPartsCount, ObjectParts?.IsTruncated]).to.deep.equal([2, true]);
    expect(ObjectParts?.Parts).to.deep.equal([
      { PartNumber: 1, Size: MIN_PART_BYTES, ChecksumCRC32: Parts[0]?.ChecksumCRC32 },
    ]);
    const { CopyObjectResult } = await s3().send(
      new CopyObjectCommand({ ...object, Key: "copy", CopySource: `${BUCKET}/sums` }),
    );
    const md5 = createHash("md5").update(Buffer.alloc(MIN_PART_BYTES, "a")).update("rest").digest("hex");
    expect([CopyObjectResult?.ETag, CopyObjectResult?.ChecksumType]).to.deep.equal([`"${md5}"`, "FULL_OBJECT"]);
    expect(ETag).not.to.equal(CopyObjectResult?.ETag);
  });

  it("are announced with a checksum that can be computed so", async () => {
    const announce = (
      ChecksumAlgorithm: "SHA256" | "CRC64NVME" | undefined,
      ChecksumType: "FULL_OBJECT" | "COMPOSITE",
    ) =>
      rejectionName(
        s3().send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: KEY, ChecksumAlgorithm, ChecksumType })),
      );
    expect(await announce("SHA256", "FULL_OBJECT")).to.equal("InvalidRequest");
    expect(await announce("CRC64NVME", "COMPOSITE")).to.equal("InvalidRequest");
    expect(await announce(undefined, "COMPOSITE")).to.equal("InvalidRequest");
  });

  it("become one object, however often they are completed at the same time", async () => {
    const UploadId = await start();
    const parts = [await part(UploadId, 1, randomBytes(100))];
    const before = suite().cloud.services.s3.multipart.of(BUCKET).length;
    let created = 0;
    suite().cloud.events.on("object", () => (created += 1));
    const both = await Promise.allSettled([complete(UploadId, parts), complete(UploadId, parts)]);
    expect(both.map(({ status }) => status)).to.include("fulfilled");
    expect([created, suite().cloud.services.s3.multipart.of(BUCKET).length]).to.deep.equal([1, before - 1]);
  });
});
