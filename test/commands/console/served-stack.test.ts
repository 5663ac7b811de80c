import { setTimeout } from "node:timers/promises";

import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { ResourceState } from "@image-pipeline/local-pulumi";
import sharp from "sharp";
import { parse } from "yaml";

import { startConsole } from "../../../commands/console/console";
import type { GuardedServer } from "../../../commands/console/http-server";
import type {
  AccessView,
  DeletedList,
  ImageList,
  ImageView,
  PlaygroundChoices,
  StackView,
  TraceView,
} from "../../../console/contract";
import { usualSettings, variantOf, variantYaml, type VariantSettings } from "../../../console/variant-settings";
import { playgroundChoices } from "../../../commands/console/playground/choices";
import { HANG_TIMEOUT_MS } from "../../support/cli";
import { corners, jpeg } from "../../support/e2e/images";
import { Pipeline } from "../../support/e2e/pipeline";

/** Of a stack with the layer of AVIF's codec. */
const choices: PlaygroundChoices = playgroundChoices([
  { type: "aws:lambda/layerVersion:LayerVersion", outputs: { layerName: "images-avif" } } as unknown as ResourceState,
]);

/** Settings of the form that have every field between them, and each way to encode. */
const settings: readonly VariantSettings[] = [
  {
    ...usualSettings,
    ...{ name: "play", width: 200, height: 150, fit: "inside", format: "webp", quality: 60, effort: 2 },
    ...{ background: "#336699", greyscale: true, blur: 2, rotate: 15 },
  },
  {
    ...usualSettings,
    ...{ name: "play", width: 180, height: 240, position: "west", format: "jpeg", quality: 82, chroma: "4:2:0" },
    ...{ sepia: true, sharpen: true, brightness: 1.2, contrast: 0.1, flip: "horizontal" },
  },
  { ...usualSettings, ...{ name: "play", width: 96, height: 64, format: "avif", quality: 60, chroma: "4:4:4" } },
];

async function sizeOf(bytes: Buffer): Promise<readonly number[]> {
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
}

/** The stack's setting `variants` in a YAML file of the playground's. */
function variantsIn(yaml: string): unknown {
  return (parse(yaml) as { config: Record<string, unknown> }).config["image-pipeline:variants"];
}

const yamlOf = (one: VariantSettings) => variantYaml(variantOf(one, choices));

describe("the console of a stack without an upload API", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let server: GuardedServer;
  before(async () => {
    pipeline = await Pipeline.start({ variants: variantsIn(yamlOf(settings[0] ?? usualSettings)) });
    server = await startConsole(pipeline.stack, "dev", 0);
  });
  after(async () => {
    await server?.close();
    await pipeline?.close();
  });

  /** A request as the page sends it. */
  function send(method: string, path: string, query: Readonly<Record<string, string>> = {}, body?: Buffer | string) {
    const address = new URL(server.address);
    const { origin } = address;
    address.pathname = path;
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const headers = { origin, ...(typeof body === "object" && { "content-type": "image/jpeg" }) };
    return fetch(address, {
      method,
      headers,
      ...(body && { body: typeof body === "string" ? body : new Uint8Array(body) }),
    });
  }
  const images = async () => ((await (await send("GET", "/api/images")).json()) as ImageList).images;

  /** Waits until an image is in a state. @throws Error that says in which other it is to stay, once nothing runs */
  async function until(key: string, state: ImageView["state"]): Promise<ImageView> {
    for (let isIdle = false; ; await setTimeout(50)) {
      const image = (await images()).find((one) => one.key === key);
      if (image?.state === state) return image;
      if (isIdle) throw new Error(`expected ${key} to be ${state}; it is ${image?.state ?? "not there"}`);
      isIdle = await Promise.race([pipeline.cloud.idle().then(() => true), setTimeout(1000, false)]);
    }
  }

  it("says so, and uploads to the bucket", async () => {
    const stack = (await (await send("GET", "/api/stack")).json()) as StackView;
    expect(stack).to.deep.include({ name: "dev", hasUploadApi: false, choices });
    const original = await corners(800, 600).jpeg().toBuffer();
    const answer = await send("POST", "/api/images", { key: "folder/a b+ü.jpg" }, original);
    expect(answer.status).to.equal(201);
    const image = await until("folder/a b+ü.jpg", "processed");
    expect(image).to.deep.include({
      bytes: original.length,
      size: { width: 800, height: 600 },
      contentType: "image/jpeg",
    });
    expect(image.timings.uploadMs).to.be.a("number");
    const kept = await send("GET", "/content/original", { key: image.key, version: image.versionId ?? "" });
    expect(Buffer.from(await kept.arrayBuffer()).equals(original)).to.equal(true);
  });

  it("renders with the playground's settings the bytes that the stack makes with its YAML", async () => {
    const key = "same bytes.jpg";
    await send("POST", "/api/images", { key }, await jpeg(1600, 1200));
    for (const [index, one] of settings.entries()) {
      if (index > 0) await pipeline.reconfigure({ variants: variantsIn(yamlOf(one)) });
      await send("POST", "/api/images/process", { key });
      await pipeline.cloud.idle();
      const [result] = (await until(key, "processed")).results;
      const stored = (await pipeline.result(result?.key ?? ""))?.bytes ?? Buffer.alloc(0);
      const answer = await send("POST", "/api/playground", { key }, JSON.stringify(variantOf(one, choices)));
      expect(answer.status, await answer.clone().text()).to.equal(200);
      const rendered = Buffer.from(await answer.arrayBuffer());
      expect(rendered.equals(stored), `settings ${index}`).to.equal(true);
      expect(answer.headers.get("content-type")).to.equal(`image/${one.format}`);
      expect(answer.headers.get("x-image-size")).to.equal(`${result?.size.width}x${result?.size.height}`);
    }
  });

  it("renders beside them what sharp makes of the same settings, without the operations", async () => {
    const key = "same bytes.jpg";
    for (const one of settings) {
      const body = JSON.stringify(variantOf(one, choices));
      const answer = await send("POST", "/api/playground/reference", { key }, body);
      expect(answer.status, await answer.clone().text()).to.equal(200);
      expect(answer.headers.get("content-type")).to.equal(`image/${one.format}`);
      // The original has 1600 x 1200; what fits into a box of 3:4 is as large as the box.
      expect(answer.headers.get("x-image-size")).to.equal(`${one.width}x${one.height}`);
      const [width, height] = await sizeOf(Buffer.from(await answer.arrayBuffer()));
      expect([width, height]).to.deep.equal([one.width, one.height]);
    }
  });

  it("says which function has asked for an image, what it has called and who has allowed that", async () => {
    const key = "folder/a b+ü.jpg";
    const { runs } = (await (await send("GET", "/api/trace", { key })).json()) as TraceView;
    const [run] = runs;
    expect(run).to.include({ attempt: 1, status: "ok", omittedCalls: 0 });
    expect(run?.functionName).to.match(/^image-processing-function/);
    const { sourceBucket, destinationBucket, metadataTable } = pipeline.outputs;
    const calls = (run?.calls ?? []).map((call) => ({ ...call, name: `${call.service} ${call.operation}` }));
    expect(calls.map(({ name }) => name))
      .to.include("s3 GetObject")
      .and.include("s3 PutObject")
      .and.include("dynamodb PutItem");
    const decisionOf = (name: string) => calls.find((call) => call.name === name)?.decisions[0];
    expect(decisionOf("s3 GetObject")?.resource).to.equal(`arn:aws:s3:::${sourceBucket}/${key}`);
    expect(decisionOf("s3 PutObject")?.resource).to.match(new RegExp(`^arn:aws:s3:::${destinationBucket}/play/?`));
    expect(decisionOf("dynamodb PutItem")?.resource).to.match(new RegExp(`:table/${metadataTable}$`));
    for (const { decisions, name } of calls) {
      // A statement with its policy: who has it is of no account here.
      for (const { allowed, by } of decisions) if (allowed) expect(by, name).to.match(/^\S+ \S+$/);
    }
    const { timings } = (await images()).find((image) => image.key === key) as ImageView;
    const { readMs = 0, decodeMs = 0, resizeMs = 0, encodeMs = 0, writeMs = 0, functionMs = 0 } = timings;
    expect(Math.min(decodeMs, resizeMs, encodeMs)).to.be.above(0);
    expect(readMs + decodeMs + resizeMs + encodeMs + writeMs).to.be.within(1, functionMs + 1);
    expect(await (await send("GET", "/api/trace", { key: "none.jpg" })).json()).to.deep.equal({ runs: [] });
  });

  it("says what the functions' roles have used, and of the policy pack that there is none", async () => {
    const { roles } = (await (await send("GET", "/api/access")).json()) as AccessView;
    const role = roles.find(({ functions }) => functions.some((name) => name.startsWith("image-processing-function")));
    expect(role?.denied).to.deep.equal([]);
    const used = role?.grants.flatMap((grant) => grant.used.map(({ action }) => action));
    expect(used).to.include.members(["s3:GetObject", "s3:PutObject", "dynamodb:PutItem", "logs:PutLogEvents"]);
    const { Statement } = JSON.parse(role?.sufficient ?? "") as { Statement: { Action: string[] }[] };
    expect(new Set(Statement.flatMap(({ Action }) => Action))).to.deep.equal(new Set(used));
    expect(await (await send("GET", "/api/policies")).json()).to.deep.include({ findings: [], exceptions: [] });
  });

  it("refuses settings that the stack's configuration refuses too, and images that the stack refuses", async () => {
    const variant = variantOf(usualSettings, choices);
    const wrong = [
      ...[{ width: 0 }, { height: 8193 }, { width: 10.5 }, { fit: "shrink" }, { quality: 101 }, { effort: 7 }],
      ...[
        { name: "a-b" },
        { background: "red" },
        { format: "gif" },
        { format: "smallest" },
        { position: "up" },
        { operations: {} },
      ],
      ...[{ operations: [{ blur: 101 }] }, { operations: [{ paint: 1 }] }, { operations: [{ blur: 1, sepia: true }] }],
      { operations: [{ watermark: { key: "x" } }] },
    ];
    for (const change of wrong) {
      const body = JSON.stringify({ ...variant, ...change });
      const answer = await send("POST", "/api/playground", { key: "same bytes.jpg" }, body);
      expect(answer.status, JSON.stringify(change)).to.equal(400);
    }
    expect((await send("POST", "/api/playground", { key: "same bytes.jpg" }, "{")).status).to.equal(400);
    expect((await send("POST", "/api/playground", { key: "none.jpg" }, JSON.stringify(variant))).status).to.equal(404);
    await send("POST", "/api/images", { key: "text.jpg" }, Buffer.from("no image"));
    await until("text.jpg", "refused");
    // The record has the reason; its sentence comes with the function's log.
    await pipeline.cloud.idle();
    const { reason, message } = await until("text.jpg", "refused");
    expect({ reason, message }).to.deep.equal({ reason: "NOT_AN_IMAGE", message: "The file is not an image." });
    const refused = await send("POST", "/api/playground", { key: "text.jpg" }, JSON.stringify(variant));
    expect({ status: refused.status, ...((await refused.json()) as object) }).to.include({
      status: 422,
      code: "NOT_AN_IMAGE",
    });
  });

  it("never lets an object be anything but an image or a download", async () => {
    const Key = "page.jpg";
    const { sourceBucket: Bucket } = pipeline.outputs;
    await pipeline.s3.send(new PutObjectCommand({ Bucket, Key, Body: "<script>", ContentType: "text/html" }));
    const { headers } = await send("GET", "/content/original", { key: Key });
    expect(headers.get("content-type")).to.equal("application/octet-stream");
    expect(headers.get("content-disposition")).to.equal("attachment; filename*=UTF-8''page.jpg");
    expect(headers.get("content-security-policy")).to.equal("default-src 'none'; sandbox");
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    const named = await send("GET", "/content/original", { key: "folder/a b+ü.jpg", download: "1" });
    expect(named.headers.get("content-disposition")).to.equal("attachment; filename*=UTF-8''a%20b%2B%C3%BC.jpg");
    for (const key of ["../secret", "none.jpg"]) {
      expect((await send("GET", "/content/original", { key })).status, key).to.equal(404);
    }
  });

  it("shows a failure, and sends its dead letter back once the cause is mended", async () => {
    const key = "unlucky.jpg";
    // Its result, whose key has the format's ending. Of those errors that the SDK does not try again itself.
    pipeline.cloud.faults.follow({
      ofRequest: (_service, operation, resource) =>
        operation === "PutObject" && resource !== key
          ? { kind: "error", status: 403, code: "AccessDenied" }
          : undefined,
    });
    await send("POST", "/api/images", { key }, await jpeg());
    expect(await until(key, "failed")).to.include({ reason: "AccessDenied" });
    pipeline.cloud.faults.clear();
    await pipeline.cloud.idle();
    const answer = await send("POST", "/api/redrive");
    expect(await answer.json()).to.deep.equal({ sent: 1, left: 0 });
    expect((await until(key, "processed")).results).to.have.length(1);
  });

  it("brings a deleted image back with its results", async () => {
    const key = "unlucky.jpg";
    const deleted = async () => ((await (await send("GET", "/api/deleted")).json()) as DeletedList).images;
    expect(await deleted()).to.deep.equal([]);
    expect((await send("POST", "/api/deleted", { key })).status).to.equal(404);
    expect((await send("POST", "/api/deleted", { key: "none.jpg" })).status).to.equal(404);
    const before = await until(key, "processed");
    // Deleted twice, it has two markers.
    for (let times = 0; times < 2; times++) {
      const { sourceBucket: Bucket } = pipeline.outputs;
      await pipeline.s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
    }
    await pipeline.cloud.idle();
    expect((await deleted()).map((image) => image.key)).to.deep.equal([key]);
    expect((await images()).map((image) => image.key)).not.to.include(key);
    expect((await send("POST", "/api/deleted", { key })).status).to.equal(200);
    await pipeline.cloud.idle();
    const after = await until(key, "processed");
    expect([after.versionId, after.results.map((result) => result.key)]).to.deep.equal([
      before.versionId,
      before.results.map((result) => result.key),
    ]);
    expect(await deleted()).to.deep.equal([]);
  });

  it("deletes from the bucket", async () => {
    for (const { key } of await images()) {
      expect((await send("DELETE", "/api/images", { key })).status, key).to.equal(200);
    }
    await pipeline.cloud.idle();
    expect(await images()).to.deep.equal([]);
    expect(await pipeline.resultKeys()).to.deep.equal([]);
    expect((await send("DELETE", "/api/images", { key: "unlucky.jpg" })).status).to.equal(404);
  });
});
