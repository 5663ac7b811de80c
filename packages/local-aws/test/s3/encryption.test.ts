import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { s3Request } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const OBJECT = { Bucket: "encrypted", Key: "object" };

describe("the encryption of objects", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  let keyArn: string;
  before(async () => {
    const { kms } = suite().cloud.services;
    const policy = kms.defaultPolicy();
    const spec = { description: "", enabled: true, rotation: false, rotationPeriodDays: 365, tags: {} };
    keyArn = kms.createKey({ ...spec, policy }).arn;
    await s3().send(new CreateBucketCommand({ Bucket: OBJECT.Bucket }));
    await s3().send(new PutObjectCommand({ ...OBJECT, Body: "image" }));
  });

  it("is said of an upload in parts, of each part and of a part that is copied", async () => {
    const encryption = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: keyArn, BucketKeyEnabled: true } as const;
    const started = await s3().send(new CreateMultipartUploadCommand({ ...OBJECT, ...encryption }));
    expect(started).to.include(encryption);
    const { UploadId } = started;
    expect(await s3().send(new UploadPartCommand({ ...OBJECT, UploadId, PartNumber: 1, Body: "a" }))).to.include(
      encryption,
    );
    const CopySource = `${OBJECT.Bucket}/${OBJECT.Key}`;
    expect(await s3().send(new UploadPartCopyCommand({ ...OBJECT, UploadId, PartNumber: 2, CopySource }))).to.include(
      encryption,
    );
  });

  const put = (headers: Record<string, string>) =>
    s3Request(suite().cloud, { method: "PUT", path: "/encrypted/new", headers, body: "image" });

  it("by a key needs the header that says so", async () => {
    for (const algorithm of [undefined, "AES256"]) {
      const answer = await put({
        "x-amz-server-side-encryption-aws-kms-key-id": keyArn,
        ...(algorithm !== undefined && { "x-amz-server-side-encryption": algorithm }),
      });
      expect([answer.status, answer.code]).to.deep.equal([400, "InvalidArgument"]);
      expect(answer.text).to.contain("requires HTTP header x-amz-server-side-encryption : aws:kms");
    }
    expect(
      await s3().send(
        new CopyObjectCommand({
          ...OBJECT,
          CopySource: `${OBJECT.Bucket}/${OBJECT.Key}`,
          ServerSideEncryption: "aws:kms",
          SSEKMSKeyId: keyArn,
        }),
      ),
    ).to.include({ SSEKMSKeyId: keyArn });
  });

  const prefixes = ["x-amz-server-side-encryption-customer", "x-amz-copy-source-server-side-encryption-customer"];
  for (const prefix of prefixes) {
    it(`refuses ${prefix}-… in every request`, async () => {
      for (const method of ["PUT", "GET", "HEAD"]) {
        const request = { method, path: "/encrypted/object", body: method === "PUT" ? "x" : "" };
        const key = { [`${prefix}-key`]: "x" };
        const without = await s3Request(suite().cloud, { ...request, headers: key });
        const withAlgorithm = { ...key, [`${prefix}-algorithm`]: "AES256" };
        const unsupported = await s3Request(suite().cloud, { ...request, headers: withAlgorithm });
        expect([without.status, unsupported.status], method).to.deep.equal([400, 501]);
        if (method === "HEAD") continue;
        expect([without.code, unsupported.code], method).to.deep.equal(["InvalidArgument", "NotImplemented"]);
      }
    });
  }
});
