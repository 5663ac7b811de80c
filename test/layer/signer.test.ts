import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { expect } from "chai";
import type { ObjectStore } from "../../handlers/ports/object-store";
import type { Signer } from "../../handlers/ports/signer";
import { makeSigner } from "../../layer/signer";
import { s3Store } from "../../layer/s3-store";

describe("upload forms and links over the embedded S3", () => {
  let cloud: Cloud;
  let client: S3Client;
  let signer: Signer;
  let store: ObjectStore;
  before(async () => {
    cloud = await startCloud();
    const { endpoint, region, credentials } = cloud;
    client = new S3Client({ endpoint, region, credentials, maxAttempts: 1 });
    await client.send(new CreateBucketCommand({ Bucket: "source" }));
    signer = makeSigner(client);
    store = s3Store(client);
  });
  after(() => {
    client.destroy();
    return cloud.close();
  });

  const spec = {
    bucket: "source",
    key: "up/ü b.jpg",
    contentType: "image/jpeg",
    bytes: 5,
    metadata: {},
    expiresSec: 900,
  };

  /** Posts a file with the fields of a form, some of them changed, and returns S3's answer. */
  async function post(text: string, changed: Record<string, string> = {}, change: object = {}): Promise<string> {
    const { url, fields } = await signer.uploadForm({ ...spec, ...change });
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...changed })) body.append(name, value);
    body.append("file", new Blob([text]), "any.jpg");
    const response = await fetch(url, { method: "POST", body });
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
    return code === undefined ? String(response.status) : `${response.status} ${code}`;
  }

  it("upload one key of one type, with exactly the announced size", async () => {
    expect(await post("12345")).to.equal("204");
    const object = await store.open({ bucket: "source", key: spec.key });
    expect((await object.read()).toString()).to.equal("12345");
    expect(await post("123456")).to.equal("400 EntityTooLarge");
    expect(await post("1234")).to.equal("400 EntityTooSmall");
    expect(await post("")).to.equal("400 EntityTooSmall");
    expect(await post("12345", { "Content-Type": "text/html" })).to.equal("403 AccessDenied");
    expect(await post("12345", { key: "up/other.jpg" })).to.equal("403 AccessDenied");
    expect(await store.current("source", "up/other.jpg")).to.deep.equal({ state: "absent" });
  });

  it("give the object the metadata that they were signed with, and no other", async () => {
    const focal = { metadata: { focal: "0.3,0.7" } };
    expect(await post("12345", {}, focal)).to.equal("204");
    const object = await store.open({ bucket: "source", key: spec.key });
    object.discard();
    expect(object.metadata).to.deep.equal({ focal: "0.3,0.7" });
    for (const metadata of [focal, {}]) {
      expect(await post("12345", { "x-amz-meta-focal": "0.4,0.7" }, metadata)).to.equal("403 AccessDenied");
    }
  });

  it("expire when they are meant to", async () => {
    const before = Date.now();
    const { fields } = await signer.uploadForm(spec);
    const policy = JSON.parse(Buffer.from(fields.Policy ?? "", "base64").toString()) as { expiration: string };
    expect(Date.parse(policy.expiration)).to.be.within(before + 899_000, Date.now() + 901_000);
    const link = new URL(await signer.link("source", spec.key, 900));
    expect(link.searchParams.get("X-Amz-Expires")).to.equal("900");
  });

  it("read one object by a link, and no other", async () => {
    const options = { contentType: "image/jpeg", cacheControl: "", metadata: {} };
    for (const name of ["a", "b"]) {
      await store.write("source", `${name}.jpg`, Buffer.from(name), options, { state: "absent" });
    }
    const link = await signer.link("source", "a.jpg", 900);
    expect(await (await fetch(link)).text()).to.equal("a");
    expect((await fetch(link.replace("a.jpg", "b.jpg"))).status).to.equal(403);
  });
});
