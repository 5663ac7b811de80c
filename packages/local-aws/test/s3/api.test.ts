import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { s3Api, type S3ApiOperation } from "../../src/s3/api";
import { s3Operations } from "../../src/s3/routes";
import { s3Request } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "api-bucket";
const KEY = "image.jpg";
const BYTES = "the bytes of the image";
const FORM = '--b\r\ncontent-disposition: form-data; name="key"\r\n\r\na\r\n--b--\r\n';

describe("what a request to S3 means", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(async () => {
    suite().cloud.services.s3.createBucket(BUCKET);
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: BYTES }));
  });
  afterEach(async () => {
    suite().cloud.faults.clear();
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(await Body?.transformToString(), "the object").to.equal(BYTES);
  });

  /** The request of an operation, with more parameters. */
  function request({ level, method, query, name, copies }: S3ApiOperation, more: Record<string, string> = {}) {
    const parts = query.map((part) => part.split("=") as [string, string?]);
    const isForm = name === "PostObject";
    return s3Request(suite().cloud, {
      method,
      path: { service: "/", bucket: `/${BUCKET}`, object: `/${BUCKET}/${KEY}` }[level],
      query: { ...Object.fromEntries(parts.map(([name, value = ""]) => [name, value])), ...more },
      headers: {
        ...(copies && { "x-amz-copy-source": `/${BUCKET}/${KEY}` }),
        ...(isForm && { "content-type": "multipart/form-data; boundary=b" }),
      },
      body: isForm ? FORM : method === "PUT" || method === "POST" ? "<Document/>" : "",
    });
  }

  const refused = s3Api.filter(({ name }) => !s3Operations.has(name));
  const embedded = s3Api.filter(({ name }) => s3Operations.has(name));

  it("names every embedded operation as AWS does", () => {
    expect(
      [...s3Operations.keys()].filter((name) => !s3Api.some((operation) => operation.name === name)),
    ).to.deep.equal([]);
  });

  for (const operation of embedded) {
    it(`is ${operation.name}`, async () => {
      suite().cloud.faults.fail("s3", operation.name, { code: "Reached", status: 418 });
      expect((await request(operation)).status).to.equal(418);
    });
  }

  for (const operation of refused) {
    it(`is ${operation.name}, which is refused by name`, async () => {
      const { status, code, text } = await request(operation);
      expect([status, code]).to.deep.equal([501, "NotImplemented"]);
      expect(text).to.contain(operation.name);
    });
  }

  for (const operation of embedded) {
    it(`has no parameters that ${operation.name} does not have`, async () => {
      const { status, text } = await request(operation, { foo: "1" });
      expect(status).to.equal(501);
      if (operation.method !== "HEAD")
        expect(text).to.contain(`${operation.name} does not have the query parameter &#34;foo&#34;`);
    });
  }

  for (const parameter of ["policyStatus", "rename", "session", "x-amz-acl"]) {
    it(`has no PutObject with ${parameter}`, async () => {
      const { code, text } = await s3Request(suite().cloud, {
        method: "PUT",
        path: `/${BUCKET}/${KEY}`,
        query: { [parameter]: "" },
        body: "no image",
      });
      expect(code).to.equal("NotImplemented");
      expect(text).to.contain(parameter);
    });
  }

  it("is nothing where S3 has the parameter with another method only", async () => {
    for (const [method, query] of [
      ["PUT", "uploads"],
      ["DELETE", "select"],
      ["POST", "acl"],
    ] as const) {
      const answer = await s3Request(suite().cloud, { method, path: `/${BUCKET}/${KEY}`, query: { [query]: "" } });
      expect([answer.status, answer.code], `${method} ?${query}`).to.deep.equal([405, "MethodNotAllowed"]);
    }
  });
});
