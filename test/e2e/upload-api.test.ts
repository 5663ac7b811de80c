import { DeleteObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { expect } from "chai";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi, type ApiCall } from "../support/e2e/api";
import { cornerColours, distance, jpeg, type Rgb } from "../support/e2e/images";
import { useStack } from "../support/e2e/stacks";
import { makeRole, trust } from "../../packages/local-aws/test/support/cloud/use-cloud";

/** An upload form in a response of the API. */
interface Form {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

async function post({ url, fields }: Form, file: Buffer, change: Readonly<Record<string, string>> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...change })) form.set(name, value);
  form.set("file", new Blob([new Uint8Array(file)]));
  const answer = await fetch(url, { method: "POST", body: form });
  return { status: answer.status, code: /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] };
}

describe("the upload API", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("direct");
  let image: Buffer;
  before(async () => (image = await jpeg(640, 480)));

  const url = () => stack().output("uploadApiUrl");
  const root = () => stack().cloud.credentials;
  const call = (request: ApiCall) => callApi(url(), request, root());
  const upload = (key: string, change: Partial<ApiCall> = {}): ApiCall => ({
    method: "POST",
    path: "/upload",
    query: { key },
    headers: { "content-type": "image/jpeg" },
    body: image,
    ...change,
  });
  const get = (path: string, query: Record<string, string> = {}) => call({ method: "GET", path, query });
  const formRequest = (change: object = {}): ApiCall => ({
    method: "POST",
    path: "/uploads",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key: "form.jpg", contentType: "image/jpeg", bytes: image.length, ...change }),
  });

  it("stores the body in the stack's bucket and answers with the id of its record", async () => {
    const answer = await call(upload("api/it's a cat.jpg"));
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.json.key).to.equal("api/it's a cat.jpg");
    expect(answer.headers.get("x-amzn-requestid")).to.be.a("string");
    expect(answer.headers.get("x-amzn-trace-id")).to.match(/^Root=1-/);
    await stack().cloud.idle();
    const [record] = await stack().records("api/it's a cat.jpg");
    const { image_id: id, version_id: versionId } = answer.json;
    expect(record).to.include({ status: "PROCESSED", image_id: id, version_id: versionId, bytes_in: image.length });
    const found = await get(`/images/${String(id)}`);
    expect([found.status, found.json.version_id]).to.deep.equal([200, versionId]);
  });

  it("stores a focal point with the body or the form, around which results are cropped", async () => {
    const form = await call(formRequest({ key: "api/focal-form.jpg", focal: "0,0.5" }));
    expect(form.status, form.text).to.equal(201);
    expect((await post(form.json as unknown as Form, image)).status).to.equal(204);
    const body = await call(upload("api/focal-body.jpg", { query: { key: "api/focal-body.jpg", focal: "1,0.5" } }));
    expect(body.status, body.text).to.equal(200);
    await stack().cloud.idle();
    // 640x480 to 300x300: the border of its halves is in the middle, unless the left or right part is kept.
    const { topLeft, topRight } = cornerColours;
    for (const [key, focal, column, colour] of [
      ["api/focal-form.jpg", "0,0.5", 180, topLeft],
      ["api/focal-body.jpg", "1,0.5", 120, topRight],
    ] as const) {
      const [record] = await stack().records(key);
      expect(record).to.include({ status: "PROCESSED", focal });
      const result = await stack().result(`processed-${key}`);
      const { data } = await sharp(result?.bytes).raw().toBuffer({ resolveWithObject: true });
      const at = (75 * 300 + column) * 3;
      expect(distance([...data.subarray(at, at + 3)] as unknown as Rgb, colour), key).to.be.below(24);
    }
    for (const focal of ["0.3", "2,0"]) {
      const refused = await call(formRequest({ key: "api/focal.jpg", focal }));
      expect([refused.status, refused.json.code]).to.deep.equal([400, "REQUEST_INVALID"]);
    }
  });

  it("accepts a request signed by curl", async function () {
    try {
      execFileSync("curl", ["--version"]);
    } catch {
      console.log("      (this machine has no curl)");
      this.skip();
    }
    const dir = mkdtempSync(join(tmpdir(), "curl-"));
    const file = join(dir, "cat.jpg");
    writeFileSync(file, image);
    const { accessKeyId, secretAccessKey } = root();
    const signed = ["--aws-sigv4", "aws:amz:us-east-1:execute-api", "--user", `${accessKeyId}:${secretAccessKey}`];
    const body = ["-H", "content-type: image/jpeg", "--data-binary", `@${file}`];
    const answer = await execCurl([...signed, ...body, `${url()}/upload?key=curl.jpg`]);
    rmSync(dir, { recursive: true });
    expect(JSON.parse(answer)).to.include({ key: "curl.jpg" }).and.to.have.property("image_id");
  });

  it("refuses a caller without a signature, with a wrong one, and without the permission", async () => {
    const { cloud } = stack();
    const expectProblem = async (keys: Parameters<typeof callApi>[2], status: number, code: string) => {
      const answer = await callApi(url(), upload("no.jpg"), keys);
      expect([answer.status, answer.json.code]).to.deep.equal([status, code]);
    };
    await expectProblem(undefined, 403, "UNAUTHENTICATED");
    await expectProblem({ ...root(), secretAccessKey: "wrong" }, 403, "UNAUTHENTICATED");
    makeRole(cloud, "stranger", [{ Effect: "Allow", Action: "s3:*", Resource: "*" }], trust("a-stranger"));
    await expectProblem(cloud.services.iam.startSession("stranger", "test"), 403, "FORBIDDEN");
  });

  it("accepts a caller with the permission for this operation only", async () => {
    const { cloud } = stack();
    const invoke = {
      Effect: "Allow",
      Action: "execute-api:Invoke",
      Resource: "arn:aws:execute-api:*:*:*/prod/POST/upload",
    };
    makeRole(cloud, "uploader", [invoke], trust("an-uploader"));
    const keys = cloud.services.iam.startSession("uploader", "test");
    expect((await callApi(url(), upload("allowed.jpg"), keys)).status).to.equal(200);
    expect((await callApi(url(), { method: "GET", path: "/images", query: { key: "a" } }, keys)).status).to.equal(403);
  });

  it("takes a body of 4.5 MB, and refuses larger ones", async () => {
    const ofBytes = async (bytes: number) => {
      const answer = await call(upload("large.jpg", { body: Buffer.alloc(bytes) }));
      return [answer.status, answer.json.code, answer.json.message];
    };
    expect((await ofBytes(4_500_000))[0]).to.equal(200);
    const [status, code, message] = await ofBytes(4_500_001);
    expect([status, code]).to.deep.equal([413, "IMAGE_TOO_LARGE"]);
    expect(message).to.contain("POST /uploads");
    // Beyond what an event, and what the gateway takes, the answer is its own.
    const gatewaysOwn = [413, undefined, "Request Too Long"];
    expect(await ofBytes(5 * 1024 * 1024)).to.deep.equal(gatewaysOwn);
    expect(await ofBytes(10 * 1024 * 1024 + 1)).to.deep.equal(gatewaysOwn);
  });

  it("refuses a content type that is not an image's, and a request without a key", async () => {
    for (const type of ["text/plain", "image/svg+xml", "IMAGE/JPEG", "image/jpeg&a=b", "image/jpeg; q=1"]) {
      const answer = await call(upload("a.jpg", { headers: { "content-type": type } }));
      expect([answer.status, answer.json.code], type).to.deep.equal([415, "CONTENT_TYPE_UNSUPPORTED"]);
    }
    const keyless = await call(upload("", { query: {} }));
    expect([keyless.status, keyless.json.code]).to.deep.equal([400, "REQUEST_INVALID"]);
    const nowhere = await get("/nowhere");
    expect(nowhere.status).to.equal(403);
  });

  it("answers in JSON whatever the caller accepts", async () => {
    const accept = "image/webp,image/*,*/*;q=0.8";
    const stored = await call(upload("accept.jpg", { headers: { "content-type": "image/jpeg", accept } }));
    expect([stored.status, stored.json.key]).to.deep.equal([200, "accept.jpg"]);
    expect(stored.headers.get("content-type")).to.equal("application/json");
    const refused = await call(upload("accept.jpg", { headers: { "content-type": "text/plain", accept } }));
    expect([refused.status, refused.json.code]).to.deep.equal([415, "CONTENT_TYPE_UNSUPPORTED"]);
    const preflight = await fetch(`${url()}/upload`, { method: "OPTIONS", headers: { accept: "image/png" } });
    expect([preflight.status, await preflight.text()]).to.deep.equal([200, "{}"]);
  });

  it("stores keys with spaces, per cent signs and any letters under exactly these keys", async () => {
    const keys = ["a b.jpg", "100%.jpg", "%2F.jpg", "ü/日本/🦊.jpg", "it's (1) & =;,:@!$~*[x].jpg", "a//b/.c/d...jpg"];
    for (const key of [...keys, "a+b.jpg", "what?.jpg", "a#.jpg"]) {
      const answer = await call(upload(key));
      expect([answer.status, answer.json.key], answer.text).to.deep.equal([200, key]);
      const { s3, outputs } = stack();
      const stored = await s3.send(new HeadObjectCommand({ Bucket: outputs.sourceBucket, Key: key }));
      expect([stored.VersionId, stored.ContentType], key).to.deep.equal([answer.json.version_id, "image/jpeg"]);
    }
  });

  it("refuses the same keys by both ways to upload, and stores nothing", async () => {
    const before = stack().cloud.services.s3.bucket(String(stack().outputs.sourceBucket)).all().length;
    const names = ["notes.txt", "cat.jpG", "folder/", "../a.jpg", "a/./b.jpg", "a/../b.jpg", "cut.jpg?rest"];
    const controls = ["\0", "\b", "\t", "\n", "\r", "\x1b", "\x7f", "\x85"].map((sign) => `a${sign}b.jpg`);
    for (const key of [...names, ...controls, "${filename}.jpg", `${"k".repeat(1021)}.jpg`]) {
      const [direct, form] = [await call(upload(key)), await call(formRequest({ key }))];
      expect([direct.status, direct.json.code], JSON.stringify(key)).to.deep.equal([400, "KEY_INVALID"]);
      // The model of the form's request refuses some before its function does.
      expect([form.status, form.json.code], JSON.stringify(key)).to.be.deep.oneOf([
        [400, "KEY_INVALID"],
        [400, "REQUEST_INVALID"],
      ]);
    }
    const after = stack().cloud.services.s3.bucket(String(stack().outputs.sourceBucket)).all().length;
    expect(after).to.equal(before);
  });

  it("does not blame the request for a refusal of S3", async () => {
    for (const [code, status] of [
      ["AccessDenied", 403],
      ["NoSuchBucket", 404],
      ["SlowDown", 503],
    ] as const) {
      stack().cloud.faults.fail("s3", "PutObject", { code, status, resource: "fine.jpg" });
      const answer = await call(upload("fine.jpg"));
      expect([answer.status, answer.json.code], code).to.deep.equal([502, "INTERNAL"]);
    }
    stack().cloud.faults.clear();
  });

  it("returns a form that accepts one key, type and size, and nothing else", async () => {
    const answer = await call(formRequest());
    expect(answer.status, answer.text).to.equal(201);
    const form = answer.json as unknown as Form;
    expect(answer.json.key).to.equal("form.jpg");
    expect(await post(form, image)).to.include({ status: 204 });
    await stack().cloud.idle();
    expect(await stack().records("form.jpg")).to.have.length(1);
    expect(await post(form, image, { key: "other.jpg" })).to.deep.equal({ status: 403, code: "AccessDenied" });
    expect(await post(form, image, { "Content-Type": "text/html" })).to.include({ code: "AccessDenied" });
    const policy = Buffer.from(
      Buffer.from(form.fields.Policy ?? "", "base64")
        .toString()
        .replace(/form\.jpg/g, "evil.jpg"),
    ).toString("base64");
    expect(await post(form, image, { Policy: policy, key: "evil.jpg" })).to.deep.equal({
      status: 403,
      code: "SignatureDoesNotMatch",
    });
    const larger = Buffer.concat([image, Buffer.alloc(1)]);
    expect(await post(form, larger)).to.deep.equal({ status: 400, code: "EntityTooLarge" });
    expect(await post(form, image.subarray(1))).to.deep.equal({ status: 400, code: "EntityTooSmall" });
  });

  it("allows the pages of one origin to call it and to post its forms, and no others", async () => {
    const preflight = async (target: string, origin: string) => {
      const headers = { origin, "access-control-request-method": "POST" };
      const answer = await fetch(target, { method: "OPTIONS", headers });
      return [answer.status, answer.headers.get("access-control-allow-origin")];
    };
    const page = "https://app.example";
    // The API always answers with its one origin; the browser compares.
    expect(await preflight(`${url()}/uploads`, page)).to.deep.equal([200, page]);
    const answer = await call(formRequest());
    expect(answer.headers.get("access-control-allow-origin")).to.equal(page);
    const refused = await callApi(url(), { method: "GET", path: "/images", headers: { origin: page } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).to.deep.equal([403, page]);
    const { url: bucketUrl } = answer.json as unknown as Form;
    expect(await preflight(bucketUrl, page)).to.deep.equal([200, page]);
    expect(await preflight(bucketUrl, "https://evil.example")).to.deep.equal([403, null]);
  });

  it("refuses an expired form", async () => {
    const { s3, outputs } = stack();
    const form = await createPresignedPost(s3, { Bucket: outputs.sourceBucket, Key: "late.jpg", Expires: -60 });
    expect(await post(form, image)).to.deep.equal({ status: 403, code: "AccessDenied" });
  });

  it("refuses to return a form for an image that would be refused", async () => {
    const refusal = async (change: object) => {
      const answer = await call(formRequest(change));
      return [answer.status, answer.json.code];
    };
    expect(await refusal({ contentType: "text/html" })).to.deep.equal([400, "REQUEST_INVALID"]);
    expect(await refusal({ bytes: 0 })).to.deep.equal([400, "REQUEST_INVALID"]);
    expect(await refusal({ bytes: 51 * 1024 * 1024 })).to.deep.equal([413, "IMAGE_TOO_LARGE"]);
    expect(await refusal({ key: "notes.txt" })).to.deep.equal([400, "KEY_INVALID"]);
  });

  it("returns the record of an image, with links to its results", async () => {
    await stack().put("status.jpg", image);
    const answer = await get("/images", { key: "status.jpg" });
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.json).to.include({ status: "PROCESSED", processed_key: "processed-status.jpg" });
    const { links, image_id: id } = answer.json as { links: Record<string, string>; image_id: string };
    expect(answer.json.results).to.have.nested.property("[0].address").that.includes("processed-status.jpg?");
    const linked = await fetch(links.processed ?? "");
    expect([linked.status, linked.headers.get("content-type")]).to.deep.equal([200, "image/jpeg"]);
    expect((await get(`/images/${id}`)).json).to.include({ image_id: id, status: "PROCESSED" });
    const { s3, outputs } = stack();
    await s3.send(new DeleteObjectCommand({ Bucket: outputs.destinationBucket, Key: "processed-status.jpg" }));
    expect((await get(`/images/${id}`)).json).to.deep.include({ status: "PROCESSED", links: {}, results: [] });
  });

  it("returns the reason of a refusal, and 404 for an unknown image", async () => {
    await stack().put("text.jpg", Buffer.from("no image at all"));
    const refused = await get("/images", { key: "text.jpg" });
    expect(refused.json).to.include({ status: "REFUSED", reason: "NOT_AN_IMAGE" });
    const unknown = await get("/images/00000000-0000-5000-8000-000000000000");
    expect([unknown.status, unknown.json.code]).to.deep.equal([404, "IMAGE_UNKNOWN"]);
    expect((await get("/images", { key: "never.jpg" })).status).to.equal(404);
  });

  it("returns 202 while an image is being processed", async () => {
    stack().cloud.faults.fail("dynamodb", "PutItem");
    stack().cloud.faults.fail("dynamodb", "UpdateItem");
    await stack().put("slow.jpg", image);
    const answer = await get("/images", { key: "slow.jpg" });
    expect([answer.status, answer.json.status]).to.deep.equal([202, "PROCESSING"]);
    await stack().deadLetters();
  });

  it("returns the failure of an image whose event is a dead letter", async () => {
    stack().cloud.faults.fail("s3", "PutObject", { resource: "processed-failing.jpg" });
    await stack().put("failing.jpg", image);
    const answer = await get("/images", { key: "failing.jpg" });
    expect(answer.status).to.equal(200);
    expect(answer.json).to.include({ status: "FAILED", attempts: 3 });
    expect(answer.json).to.have.all.keys(
      ...["image_id", "status", "reason", "attempts", "failed_at", "original_key", "source_bucket"],
      ...["destination_bucket", "version_id", "sequencer", "upload_time", "links", "results", "sets"],
    );
    expect(await stack().deadLetters()).to.have.length(1);
  });

  it("deletes an image: original, results and record", async () => {
    await stack().put("gone.jpg", image);
    const [record] = await stack().records("gone.jpg");
    const answer = await call({ method: "DELETE", path: `/images/${String(record?.image_id)}` });
    expect(answer.status, answer.text).to.equal(204);
    await stack().cloud.idle();
    expect(await stack().result("processed-gone.jpg")).to.equal(undefined);
    expect(await stack().records("gone.jpg")).to.deep.equal([]);
    expect((await get("/images", { key: "gone.jpg" })).status).to.equal(404);
  });

  it("deletes the image of an older version, and one without an original", async () => {
    const { s3 } = stack().cloud.services;
    const older = await stack().put("older-and-newer.jpg", await jpeg(160, 120));
    const newer = await stack().put("older-and-newer.jpg", image);
    const idOf = async (version: string | undefined) =>
      String((await stack().records("older-and-newer.jpg")).find((record) => record.version_id === version)?.image_id);
    const path = async (version: string | undefined) => `/images/${await idOf(version)}`;
    expect((await call({ method: "DELETE", path: await path(older) })).status).to.equal(204);
    await stack().cloud.idle();
    expect((await stack().result("processed-older-and-newer.jpg"))?.Metadata?.["image-id"]).to.equal(await idOf(newer));
    s3.expire(stack().outputs.sourceBucket, "older-and-newer.jpg");
    expect((await call({ method: "DELETE", path: await path(newer) })).status).to.equal(204);
    await stack().cloud.idle();
    expect(await stack().records("older-and-newer.jpg")).to.deep.equal([]);
    expect(await stack().result("processed-older-and-newer.jpg")).to.equal(undefined);
  });

  it("writes an access log of JSON lines without keys or bodies", async () => {
    await call(upload("secret-name.jpg"));
    const { logs } = stack().cloud.services;
    const group = logs.groups().find(({ name }) => name.includes("access-logs"))?.name ?? "";
    const lines = logs.lines(group).map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    expect(lines.at(-1)).to.include({ httpMethod: "POST", resourcePath: "/upload", status: "200", errorType: "-" });
    expect(JSON.stringify(lines)).to.not.contain("secret-name");
  });
});

async function execCurl(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("curl", ["--silent", "--show-error", ...args]);
  return stdout;
}
