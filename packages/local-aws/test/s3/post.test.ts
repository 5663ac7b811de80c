import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { expect } from "chai";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { formFields } from "../support/s3-form";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "post-bucket";

describe("form uploads with a signed policy", () => {
  const suite = useCloud();
  before(() => suite().root.s3.send(new CreateBucketCommand({ Bucket: BUCKET })));

  const limits: PresignedPostOptions["Conditions"] = [
    ["content-length-range", 2, 10],
    ["eq", "$Content-Type", "image/jpeg"],
  ];

  async function post(
    change: Record<string, string> = {},
    file = "12345",
    options: Partial<PresignedPostOptions> = {},
  ): Promise<Response> {
    const Fields = { "Content-Type": "image/jpeg" };
    const signed = { Bucket: BUCKET, Key: "in/a ü.jpg", Conditions: limits, Fields, Expires: 60, ...options };
    const { url, fields } = await createPresignedPost(suite().root.s3, signed);
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...change })) form.append(name, value);
    form.append("file", new Blob([file]), "upload.jpg");
    return fetch(url, { method: "POST", body: form });
  }

  const refusal = async (response: Response) =>
    `${response.status} ${/<Code>(\w+)/.exec(await response.text())?.[1] ?? ""}`;

  it("are stored as the policy says, with the event ObjectCreated:Post", async () => {
    const events: string[] = [];
    suite().cloud.events.on("object", ({ eventName, key }) => events.push(`${eventName} ${key}`));
    const response = await post();
    expect(response.status).to.equal(204);
    expect(response.headers.get("etag")).to.match(/^"[0-9a-f]{32}"$/);
    const object = await suite().root.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "in/a ü.jpg" }));
    expect([object.ContentType, await object.Body?.transformToString()]).to.deep.equal(["image/jpeg", "12345"]);
    expect(events).to.deep.equal(["ObjectCreated:Post in/a ü.jpg"]);
  });

  it("use the name of the file and respond with 201 on request", async () => {
    const options: Partial<PresignedPostOptions> = {
      Key: "up/${filename}",
      Conditions: [{ success_action_status: "201" }, ...limits],
    };
    const response = await post({ success_action_status: "201" }, "12345", options);
    expect([response.status, await response.text()].join()).to.match(/201.*<Key>up\/upload.jpg<\/Key>/s);
  });

  it("are refused outside of the size limits", async () => {
    expect(await refusal(await post({}, "1"))).to.equal("400 EntityTooSmall");
    expect(await refusal(await post({}, "12345678901"))).to.equal("400 EntityTooLarge");
  });

  it("are refused with another key, type or field than signed", async () => {
    expect(await refusal(await post({ key: "elsewhere" }))).to.equal("403 AccessDenied");
    expect(await refusal(await post({ "Content-Type": "text/html" }))).to.equal("403 AccessDenied");
    expect(await refusal(await post({ "Cache-Control": "max-age=1" }))).to.equal("403 AccessDenied");
  });

  it("are refused with a modified or expired policy", async () => {
    const Policy = Buffer.from(JSON.stringify({ expiration: "2999-01-01T00:00:00Z", conditions: [] })).toString(
      "base64",
    );
    expect(await refusal(await post({ Policy }))).to.equal("403 SignatureDoesNotMatch");
    expect(await refusal(await post({}, "12345", { Expires: -1 }))).to.equal("403 AccessDenied");
  });

  it("require s3:PutObject, like every upload", async () => {
    const url = `${suite().cloud.endpoint}/${BUCKET}`;
    const form = new FormData();
    form.append("key", "a");
    form.append("file", new Blob(["x"]), "x");
    expect(await refusal(await fetch(url, { method: "POST", body: form }))).to.equal("403 AccessDenied");
    const { s3 } = suite().asRole("other", [
      { Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::${BUCKET}/mine/*` },
    ]);
    const post = async (Key: string) => {
      const { url, fields } = await createPresignedPost(s3, { Bucket: BUCKET, Key });
      const signed = new FormData();
      for (const [name, value] of Object.entries(fields)) signed.append(name, value);
      signed.append("file", new Blob(["x"]), "x");
      return fetch(url, { method: "POST", body: signed });
    };
    expect((await post("mine/a")).status).to.equal(204);
    expect(await refusal(await post("yours/a"))).to.equal("403 AccessDenied");
  });

  describe("obey what AWS says of policies", () => {
    const conditions = [
      { bucket: BUCKET },
      { key: "in/a" },
      ...["algorithm", "credential", "date"].map((name) => ["starts-with", `$x-amz-${name}`, ""]),
    ];
    const expiration = () => new Date(Date.now() + 60_000).toISOString();

    /** The answer to a form with this policy and these fields, the file last unless `after` follows. */
    async function submit(
      policy: object | string,
      fields: Record<string, string> = {},
      after: Record<string, string> = {},
    ): Promise<string> {
      const { cloud } = suite();
      const form = new FormData();
      const all = { key: "in/a", ...formFields(cloud, policy), ...fields };
      for (const [name, value] of Object.entries(all)) if (value !== "") form.append(name, value);
      form.append("file", new Blob(["12345"]), "upload.jpg");
      for (const [name, value] of Object.entries(after)) form.append(name, value);
      const response = await fetch(`${cloud.endpoint}/${BUCKET}`, { method: "POST", body: form });
      const text = await response.text();
      return `${response.status} ${/<Code>(\w+)/.exec(text)?.[1] ?? ""} ${/<Message>([^<]*)/.exec(text)?.[1] ?? ""}`.trim();
    }
    const withConditions = (...more: readonly unknown[]) => ({
      expiration: expiration(),
      conditions: [...conditions, ...more],
    });

    it("names a field with one dollar sign", async () => {
      const named = { "x-amz-meta-a": "1" };
      expect(await submit(withConditions(["eq", "$x-amz-meta-a", "1"]), named)).to.equal("204");
      for (const name of ["$$x-amz-meta-a", "x-amz-meta-a"]) {
        expect(await submit(withConditions(["eq", name, "1"]), named)).to.match(/^403 AccessDenied .*Condition failed/);
      }
    });

    it("takes a dollar sign in a value as it is, and the escapes of policies", async () => {
      const key = "in/$$&$1";
      const escaped = JSON.stringify({
        expiration: expiration(),
        conditions: [{ key }, ...conditions.filter((c) => !("key" in c))],
      });
      expect(await submit(escaped, { key })).to.equal("204");
      expect(await submit(escaped.replace("in/$$", "in/\\$\\$"), { key })).to.equal("204");
      expect((await suite().root.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).ContentLength).to.equal(
        5,
      );
    });

    it("needs the bucket, an expiration and conditions of one property each", async () => {
      expect(await submit({ expiration: expiration(), conditions: conditions.slice(1) })).to.match(
        /^403 .*fields: bucket/,
      );
      expect(await submit({ conditions })).to.match(/^400 InvalidPolicyDocument .*missing expiration/);
      expect(await submit({ expiration: expiration() })).to.match(/^400 InvalidPolicyDocument .*missing conditions/);
      expect(await submit({ expiration: "tomorrow", conditions })).to.match(/^400 InvalidPolicyDocument .*expiration/);
      for (const condition of [{}, { a: "1", b: "2" }, ["eq", "$a"], ["contains", "$a", "1"], "a"]) {
        expect(await submit(withConditions(condition)), JSON.stringify(condition)).to.match(
          /^400 InvalidPolicyDocument/,
        );
      }
      const sizes = ["content-length-range", "few", 10];
      expect(await submit(withConditions(sizes))).to.match(/^403 AccessDenied .*content-length-range/);
    });

    it("checks each of several content types", async () => {
      const images = withConditions(["starts-with", "$Content-Type", "image/"]);
      expect(await submit(images, { "Content-Type": "image/jpeg,image/png" })).to.equal("204");
      expect(await submit(images, { "Content-Type": "image/jpeg,text/html" })).to.match(/^403 AccessDenied/);
    });

    it("is signed for this region, with all of its fields, by version 4", async () => {
      const policy = withConditions();
      const { "x-amz-credential": credential = "" } = formFields(suite().cloud, policy);
      const elsewhere = { "x-amz-credential": credential.replace("us-east-1", "eu-west-1") };
      expect(await submit(policy, elsewhere)).to.match(/^400 AuthorizationQueryParametersError/);
      expect(await submit(policy, { "x-amz-date": "" })).to.match(/^400 InvalidArgument .*&#39;X-Amz-Date&#39;/);
      expect(await submit(policy, { AWSAccessKeyId: "a", signature: "b" })).to.match(/^400 InvalidRequest .*Version 2/);
    });

    it("ignores fields after the file, and a redirect that is no URL", async () => {
      expect(await submit(withConditions(), {}, { "x-amz-meta-late": "1" })).to.equal("204");
      expect(
        await submit(withConditions({ success_action_redirect: "no URL" }), { success_action_redirect: "no URL" }),
      ).to.equal("204");
      const { Metadata } = await suite().root.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "in/a" }));
      expect(Metadata).to.deep.equal({});
    });
  });

  describe("of many megabytes", () => {
    const MEGABYTES = 150;

    /** Sends a form of zeros, as fast as it is taken. */
    async function send(fields: Readonly<Record<string, string>>): Promise<{ status: number; peakMb: number }> {
      const head = Object.entries({ key: "big", ...fields })
        .map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
        .join("");
      const megabyte = Buffer.alloc(1024 * 1024);
      const before = process.memoryUsage().rss;
      let peak = before;
      async function* body() {
        yield Buffer.from(`${head}--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n`);
        for (let i = 0; i < MEGABYTES; i++) {
          peak = Math.max(peak, process.memoryUsage().rss);
          yield await Promise.resolve(megabyte);
        }
        yield Buffer.from("\r\n--b--\r\n");
      }
      const { endpoint } = suite().cloud;
      const status = await new Promise<number>((resolve, reject) => {
        const headers = { "content-type": "multipart/form-data; boundary=b" };
        const outgoing = request(`${endpoint}/${BUCKET}`, { method: "POST", headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        outgoing.on("error", reject);
        pipeline(body(), outgoing).catch(reject);
      });
      return { status, peakMb: (peak - before) / 1024 ** 2 };
    }

    it("are refused without being kept, and stored without being held in memory", async () => {
      const files = () => readdirSync(join(suite().cloud.services.s3.cloud.dataDir, "blobs")).length;
      const before = files();
      const anonymous = await send({});
      expect([anonymous.status, files()]).to.deep.equal([403, before]);
      expect(anonymous.peakMb).to.be.below(100);
      const names = ["algorithm", "credential", "date"].map((name) => `$x-amz-${name}`);
      const conditions = [{ bucket: BUCKET }, { key: "big" }, ...names.map((name) => ["starts-with", name, ""])];
      const policy = { expiration: new Date(Date.now() + 60_000).toISOString(), conditions };
      const stored = await send(formFields(suite().cloud, policy));
      expect(stored.status).to.equal(204);
      expect(stored.peakMb).to.be.below(100);
      const { ContentLength } = await suite().root.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "big" }));
      expect(ContentLength).to.equal(MEGABYTES * 1024 * 1024);
      const limited = { ...policy, conditions: [...conditions, ["content-length-range", 0, 1000]] };
      const tooLarge = await send(formFields(suite().cloud, limited));
      expect([tooLarge.status, files()]).to.deep.equal([400, before + 1]);
    });
  });
});
