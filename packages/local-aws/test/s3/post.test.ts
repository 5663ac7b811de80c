import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { expect } from "chai";

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
});
