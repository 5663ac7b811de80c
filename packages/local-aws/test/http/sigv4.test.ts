import { CopyObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";

import { rawRequest } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "signed-bucket";

describe("signatures", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(async () => {
    suite().cloud.services.s3.createBucket(BUCKET);
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "secret", Body: "classified" }));
  });

  const refusal = async (response: Response) => {
    const text = await response.text();
    return `${response.status} ${/<Code>(\w+)/.exec(text)?.[1] ?? ""}: ${/<Message>([^<]*)/.exec(text)?.[1] ?? ""}`;
  };
  const presigned = (Key: string) =>
    getSignedUrl(s3(), new PutObjectCommand({ Bucket: BUCKET, Key }), { expiresIn: 60 });

  it("cover every x-amz header: none can be added to a presigned URL", async () => {
    const url = await presigned("stolen");
    const added = { "x-amz-copy-source": `${BUCKET}/secret` };
    const response = await fetch(url, { method: "PUT", headers: added });
    const text = await response.text();
    expect(response.status).to.equal(403);
    expect(text)
      .to.contain("<Code>AccessDenied</Code>")
      .and.contain("<HeadersNotSigned>x-amz-copy-source</HeadersNotSigned>");
    expect((await fetch(url, { method: "PUT", headers: { "x-custom": "1" }, body: "mine" })).status).to.equal(200);
  });

  it("cover every x-amz header of a signed request", async () => {
    const { cloud } = suite();
    const signed = { service: "s3", path: `/${BUCKET}/secret`, method: "GET" };
    const unsigned = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    expect((await rawRequest(cloud, { ...signed, headers: unsigned })).status).to.equal(200);
    const { status, text } = await rawRequest(cloud, {
      ...signed,
      headers: unsigned,
      unsigned: { "x-amz-acl": "private" },
    });
    expect([status, /<HeadersNotSigned>([^<]*)/.exec(text)?.[1]]).to.deep.equal([403, "x-amz-acl"]);
  });

  it("carry headers of a presigned URL in its query", async () => {
    const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: "copy", CopySource: `${BUCKET}/secret` });
    const copied = await fetch(await getSignedUrl(s3(), copy, { expiresIn: 60 }), { method: "PUT" });
    expect(await copied.text()).to.contain("<CopyObjectResult");
    const put = new PutObjectCommand({ Bucket: BUCKET, Key: "with-metadata", Metadata: { width: "300" } });
    const url = await getSignedUrl(s3(), put, { expiresIn: 60 });
    expect(url).to.contain("x-amz-meta-width");
    expect((await fetch(url, { method: "PUT", body: "x" })).status).to.equal(200);
    const { Metadata } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "with-metadata" }));
    expect(Metadata).to.deep.equal({ width: "300" });
  });

  it("are for one region", async () => {
    const { cloud } = suite();
    const elsewhere = { ...cloud, region: "eu-west-1" };
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const request = { service: "s3", method: "GET", path: `/${BUCKET}/secret`, headers };
    const { status, text } = await rawRequest(elsewhere, request);
    expect(status).to.equal(400);
    expect(text).to.contain("<Code>AuthorizationHeaderMalformed</Code>").and.contain("<Region>us-east-1</Region>");
    const sqs = await rawRequest(elsewhere, {
      service: "sqs",
      headers: { "x-amz-target": "AmazonSQS.ListQueues" },
      body: "{}",
    });
    expect([sqs.status, sqs.text]).to.satisfy(
      ([code, body]: [number, string]) => code === 403 && body.includes("valid region"),
    );
  });

  it("are for one service", async () => {
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const request = { service: "sqs", method: "GET", path: `/${BUCKET}/secret`, headers };
    const { status, text } = await rawRequest(suite().cloud, request);
    expect(status).to.be.within(400, 499);
    expect(text).not.to.contain("classified");
  });

  it("of version 2 are refused with a word about versions", async () => {
    const url = `${suite().cloud.endpoint}/${BUCKET}/secret`;
    for (const response of [
      await fetch(url, { headers: { authorization: "AWS KEY:c2lnbmF0dXJl" } }),
      await fetch(`${url}?AWSAccessKeyId=KEY&Expires=1&Signature=c2lnbmF0dXJl`),
    ]) {
      const text = await refusal(response);
      expect(text).to.match(/^400 InvalidRequest: .*Please use AWS4-HMAC-SHA256.*Signature Version 2/);
    }
    const other = await refusal(
      await fetch(url, { headers: { authorization: "AWS4-ECDSA-P256-SHA256 Credential=a" } }),
    );
    expect(other).to.match(/^400 InvalidRequest: .*Version 4A/);
  });

  it("in a URL are complete and valid for a week at most", async () => {
    const url = new URL(await presigned("x"));
    const without = (name: string) => {
      const changed = new URL(url);
      changed.searchParams.delete(name);
      return fetch(changed, { method: "PUT" });
    };
    for (const name of ["X-Amz-Expires", "X-Amz-Signature", "X-Amz-Credential", "X-Amz-SignedHeaders"]) {
      expect(await refusal(await without(name)), name).to.match(/^400 AuthorizationQueryParametersError: Query-string/);
    }
    for (const [value, message] of [
      ["604801", "must be less than a week"],
      ["-1", "must be non-negative"],
      ["soon", "should be a number"],
    ] as const) {
      const changed = new URL(url);
      changed.searchParams.set("X-Amz-Expires", value);
      expect(await refusal(await fetch(changed, { method: "PUT" }))).to.contain(message);
    }
    const both = await fetch(url, { method: "PUT", headers: { authorization: "AWS4-HMAC-SHA256 Credential=a" } });
    expect(await refusal(both)).to.match(/^400 InvalidArgument: Only one auth mechanism/);
  });

  it("cover the bytes of a header that is not ASCII", async () => {
    const name = Buffer.from("Ä—ü").toString("latin1");
    const { status } = await rawRequest(suite().cloud, {
      service: "s3",
      method: "PUT",
      path: `/${BUCKET}/umlauts`,
      headers: {
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
        "x-amz-meta-name": Buffer.from(name, "latin1").toString(),
      },
      body: "x",
      headerEncoding: "utf8",
    });
    expect(status).to.equal(200);
    // S3 reads the bytes as Latin-1, and answers what is not ASCII as an encoded word.
    const { Metadata } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "umlauts" }));
    expect(Metadata?.name).to.equal(`=?UTF-8?B?${Buffer.from(name).toString("base64")}?=`);
  });
});
