import type { ImageDescription, ImageRecord, Variant } from "../../handlers/contract";
import { expect } from "chai";
import { makeCreateUpload } from "../../handlers/api/create-upload";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import type { ApiAnswer, ApiEvent, ApiHandler } from "../../handlers/api/http";
import { makeImageStatus } from "../../handlers/api/image-status";
import { makeStoreImage } from "../../handlers/api/store-image";
import type { Connections } from "../../handlers/ports";
import { makeProcessImage } from "../../handlers/process-image";
import { readConfig } from "../../infra/config";
import { s3Event } from "../support/events/s3-events";
import { useCaptured } from "./captured";
import { coded, fails, MAX_INPUT_BYTES, PipelineWorld } from "./pipeline-world";

type Name = "create-upload" | "store-image" | "image-status" | "delete-image";
type Call = (name: Name, world: PipelineWorld, event: Partial<ApiEvent>) => Promise<ApiAnswer>;

const makers: Record<Name, (deps: Connections) => ApiHandler> = {
  "create-upload": makeCreateUpload,
  "store-image": makeStoreImage,
  "image-status": makeImageStatus,
  "delete-image": makeDeleteImage,
};
const request = (event: Partial<ApiEvent>): ApiEvent => ({
  pathParameters: null,
  queryStringParameters: null,
  body: null,
  ...event,
});
const forms: Record<string, () => Call> = {
  "as source": () => (name, world, event) => makers[name](world.connections)(request(event)),
  "as deployed": () => {
    const captured = useCaptured({ uploadApi: "true" });
    return (name, world, event) =>
      captured().load(`image-api-${name}`, world.connections)(request(event), {}) as Promise<ApiAnswer>;
  },
};
/** A variant that draws an object over its results. */
const watermarkedVariant = (key: string): Variant => ({
  name: "marked",
  width: 30,
  height: 30,
  fit: "cover",
  format: "auto",
  quality: 75,
  background: "#ffffff",
  operations: [{ watermark: { key, gravity: "southeast", scale: 0.2, opacity: 1 } }],
});
const json = ({ body }: ApiAnswer) => JSON.parse(body) as Record<string, unknown>;

for (const [form, useForm] of Object.entries(forms)) {
  describe(`the upload API's functions, ${form}`, () => {
    const call = useForm();
    let world: PipelineWorld;
    const process = async (key: string, versionId?: string): Promise<void> => {
      await makeProcessImage(world.connections)(s3Event({ key, versionId }), { awsRequestId: "r" });
    };
    beforeEach(() => {
      world = new PipelineWorld();
    });

    const order = (body: unknown, extra: Partial<ApiEvent> = {}) =>
      call("create-upload", world, { body: JSON.stringify(body), ...extra });
    const good = { key: "cat.jpg", contentType: "image/jpeg", bytes: 1000 };

    it("issues a form for one key, type and size, good for 15 minutes", async () => {
      world.configure({ uploadPrefix: "up/" });
      const answer = await order(good);
      expect(answer.statusCode).to.equal(201);
      expect(answer.headers).to.include({ "content-type": "application/json", "cache-control": "no-store" });
      const { expiresAt, ...form } = json(answer);
      expect(Date.parse(String(expiresAt)) - Date.now()).to.be.within(14.9 * 60_000, 15 * 60_000);
      expect(form).to.deep.equal({
        key: "up/cat.jpg",
        url: "https://source.example/",
        fields: {
          key: "up/cat.jpg",
          policy: JSON.stringify({ contentType: "image/jpeg", bytes: 1000, metadata: {}, expiresSec: 900 }),
        },
      });
    });

    it("issues a form that states a focal point, and none for what is no such point", async () => {
      const formOf = async (focal: unknown) => json(await order({ ...good, focal }));
      for (const focal of ["0.3,0.7", "0,1", " .5 , 1.0 "]) {
        const { fields } = (await formOf(focal)) as { fields: { policy: string } };
        expect(JSON.parse(fields.policy)).to.deep.include({ metadata: { focal } });
      }
      for (const focal of [
        "",
        "0.3",
        "0.3;0.7",
        "1.1,0",
        "-0.1,0",
        "0.3,0.7,0.1",
        "1e-1,0",
        "a,b",
        ["0.3", "0.7"],
        5,
      ]) {
        expect(await formOf(focal), JSON.stringify(focal)).to.include({ code: "REQUEST_INVALID" });
      }
    });

    it("reads a body that the gateway passes on as base64", async () => {
      const body = Buffer.from(JSON.stringify(good)).toString("base64");
      expect((await call("create-upload", world, { body, isBase64Encoded: true })).statusCode).to.equal(201);
    });

    const bodyExpected =
      'The body must be a JSON object { "key": string, "contentType": string, "bytes": positive integer, ' +
      '"focal": "x,y", each 0..1, if any }.';
    const plainExpected = 'key must have no segment "." or "..", no control characters and no "${filename}"';
    const types =
      "image/jpeg, image/png, image/gif, image/bmp, image/tiff, image/webp, image/avif, image/heic, image/jxl";
    const long = `${"k".repeat(1021)}.jpg`;
    const refusals: [what: string, body: unknown, status: number, code: string, message: string][] = [
      ["no object", null, 400, "REQUEST_INVALID", bodyExpected],
      ["no key", { ...good, key: undefined }, 400, "REQUEST_INVALID", bodyExpected],
      ["no content type", { ...good, contentType: undefined }, 400, "REQUEST_INVALID", bodyExpected],
      ["a size that is a text", { ...good, bytes: "5" }, 400, "REQUEST_INVALID", bodyExpected],
      ["half a byte", { ...good, bytes: 0.5 }, 400, "REQUEST_INVALID", bodyExpected],
      ["an empty file", { ...good, bytes: 0 }, 400, "REQUEST_INVALID", bodyExpected],
      ["an empty key", { ...good, key: "" }, 400, "KEY_INVALID", 'key must not be empty; got "".'],
      ["a folder", { ...good, key: "a.jpg/" }, 400, "KEY_INVALID", 'key must not end with "/"; got "a.jpg/".'],
      [
        "a key that is too long",
        { ...good, key: long },
        400,
        "KEY_INVALID",
        `key must have at most 1024 bytes (UTF-8); got "${long}".`,
      ],
      ["a parent folder", { ...good, key: "a/../b.jpg" }, 400, "KEY_INVALID", `${plainExpected}; got "a/../b.jpg".`],
      ["the same folder", { ...good, key: "./a.jpg" }, 400, "KEY_INVALID", `${plainExpected}; got "./a.jpg".`],
      [
        "control characters",
        { ...good, key: "a\r\nb.jpg" },
        400,
        "KEY_INVALID",
        `${plainExpected}; got "a\\r\\nb.jpg".`,
      ],
      ["half a character", { ...good, key: "\ud83d.jpg" }, 400, "KEY_INVALID", `${plainExpected}; got "\\ud83d.jpg".`],
      [
        "a suffix that triggers nothing",
        { ...good, key: "cat.gif" },
        400,
        "KEY_INVALID",
        'key must end with one of .jpg, .png; got "cat.gif".',
      ],
      [
        "a wrong content type",
        { ...good, contentType: "text/html" },
        415,
        "CONTENT_TYPE_UNSUPPORTED",
        `contentType must be one of ${types}; got text/html.`,
      ],
      [
        "too many bytes",
        { ...good, bytes: MAX_INPUT_BYTES + 1 },
        413,
        "IMAGE_TOO_LARGE",
        "The image has 1.1 MiB; at most 1 MiB are accepted (maxInputMb).",
      ],
    ];
    for (const [what, body, status, code, message] of refusals) {
      it(`issues no form for ${what}`, async () => {
        const answer = await order(body);
        expect([answer.statusCode, json(answer)]).to.deep.equal([status, { code, message }]);
      });
    }

    it("issues no form for a watermark of the variants, and one for its neighbour", async () => {
      world.configure({ uploadPrefix: "up/", variants: [watermarkedVariant("up/logo.png")] });
      const answer = await order({ ...good, key: "logo.png" });
      const message = 'key must not be that of a watermark; got "logo.png".';
      expect([answer.statusCode, json(answer)]).to.deep.equal([400, { code: "KEY_RESERVED", message }]);
      expect((await order({ ...good, key: "logo2.png" })).statusCode).to.equal(201);
      expect((await order({ ...good, key: "up/logo.png" })).statusCode).to.equal(201);
    });

    describe("of a stack with routes", () => {
      const routes = [
        { prefix: "photos/", suffixes: [".jpg"], variants: [watermarkedVariant("avatars/logo.png")] },
        { prefix: "avatars/", suffixes: [".png"], variants: [] },
      ];
      beforeEach(() => world.configure({ routes }));

      it("takes keys with the prefix of their route, and says which there are", async () => {
        expect(json(await order({ ...good, key: "photos/cat.jpg" }))).to.include({ key: "photos/cat.jpg" });
        expect(json(await send("avatars/cat.png", "image/png", Buffer.from("x")))).to.include({
          key: "avatars/cat.png",
        });
        const invalid = async (key: string) => {
          const answer = await order({ ...good, key });
          return [answer.statusCode, json(answer)];
        };
        expect(await invalid("cat.jpg")).to.deep.equal([
          400,
          { code: "KEY_INVALID", message: 'key must begin with "photos/" or "avatars/"; got "cat.jpg".' },
        ]);
        expect(await invalid("avatars/cat.jpg")).to.deep.equal([
          400,
          { code: "KEY_INVALID", message: 'key must end with one of .png; got "avatars/cat.jpg".' },
        ]);
        expect(await invalid("avatars/logo.png")).to.deep.equal([
          400,
          { code: "KEY_RESERVED", message: 'key must not be that of a watermark; got "avatars/logo.png".' },
        ]);
      });

      it("knows the images of each, and says why it knows no other", async () => {
        const status = async (key: string) => {
          world.upload(key, "jpeg 400x300");
          const answer = await call("image-status", world, { queryStringParameters: { key } });
          return [answer.statusCode, json(answer).message];
        };
        expect(await status("avatars/cat.png")).to.deep.equal([202, undefined]);
        expect(await status("cat.jpg")).to.deep.equal([
          404,
          'No image has the key "cat.jpg": keys begin with "photos/" or "avatars/".',
        ]);
        expect(await status("avatars/cat.jpg")).to.deep.equal([
          404,
          'The object "avatars/cat.jpg" is not processed: its name does not match the suffixes of the route "avatars/".',
        ]);
      });
    });

    it("issues a form for the largest file that is accepted", async () => {
      expect((await order({ ...good, bytes: MAX_INPUT_BYTES })).statusCode).to.equal(201);
    });

    it("counts the stack's prefix among the bytes of a key", async () => {
      world.configure({ uploadPrefix: "üp/" });
      const longest = `${"k".repeat(1016)}.jpg`;
      expect((await order({ ...good, key: longest })).statusCode).to.equal(201);
      expect(json(await order({ ...good, key: `k${longest}` }))).to.include({
        code: "KEY_INVALID",
        message: `key must have at most 1020 bytes (UTF-8); got "k${longest}".`,
      });
    });

    for (const contentType of types.split(", ")) {
      it(`issues a form for ${contentType}`, async () => {
        expect((await order({ ...good, contentType })).statusCode).to.equal(201);
      });
    }

    it("issues no form for a key that the name of a file would replace", async () => {
      world.configure({ suffixes: [] });
      const answer = await order({ ...good, key: "a/${filename}" });
      expect([answer.statusCode, json(answer).code]).to.deep.equal([400, "KEY_INVALID"]);
      expect((await order({ ...good, key: "any name.at all" })).statusCode).to.equal(201);
    });

    const send = (key: string | null, contentType: string | null, body: Buffer) =>
      call("store-image", world, {
        queryStringParameters: key === null ? null : { key },
        headers: contentType === null ? null : { "CONTENT-type": contentType },
        body: body.length === 0 ? null : body.toString("base64"),
        isBase64Encoded: body.length > 0,
      });

    it("stores a body below the prefix, and answers with the id of its record", async () => {
      world.configure({ uploadPrefix: "up/" });
      world.keepVersions();
      const body = Buffer.from([0xff, 0xd8, 0x00, 0x80]);
      const answer = await send("a + b?#.jpg", "image/jpeg", body);
      expect(answer.statusCode, answer.body).to.equal(200);
      const now = await world.connections.store.current("source", "up/a + b?#.jpg");
      const versionId = now.state === "present" ? now.versionId : undefined;
      expect(versionId).to.be.a("string");
      expect(json(answer)).to.deep.equal({
        image_id: `id:source/up/a + b?#.jpg@${versionId}`,
        key: "up/a + b?#.jpg",
        version_id: versionId,
      });
      expect(world.originals.get("up/a + b?#.jpg")).to.deep.include({ bytes: body, contentType: "image/jpeg" });
    });

    const asStored = { "contentType must": "Content-Type must" };
    for (const [what, body, status, code, message] of refusals) {
      const { key, contentType, bytes } = (body ?? {}) as Partial<Record<"key" | "contentType" | "bytes", unknown>>;
      if (code === "REQUEST_INVALID") continue;
      it(`stores nothing for ${what}`, async () => {
        const answer = await send(String(key), String(contentType), Buffer.alloc(Number(bytes)));
        const expected = Object.entries(asStored).reduce((text, [from, to]) => text.replace(from, to), message);
        expect([answer.statusCode, json(answer)]).to.deep.equal([status, { code, message: expected }]);
        expect([...world.originals.keys()]).to.deep.equal([]);
      });
    }

    it("stores nothing without a key, a content type or a body, nor what takes a form", async () => {
      world.configure({ maxInputBytes: 50 * 2 ** 20 });
      const problems = [
        await send(null, "image/jpeg", Buffer.alloc(1)),
        await send("a.jpg", null, Buffer.alloc(1)),
        await send("a.jpg", "image/jpeg", Buffer.alloc(0)),
        await send("a.jpg", "image/jpeg", Buffer.alloc(4_500_001)),
      ];
      expect(problems.map((answer) => [answer.statusCode, json(answer).code])).to.deep.equal([
        [400, "KEY_INVALID"],
        [415, "CONTENT_TYPE_UNSUPPORTED"],
        [400, "REQUEST_INVALID"],
        [413, "IMAGE_TOO_LARGE"],
      ]);
      expect(json(problems[3] as ApiAnswer).message).to.contain("POST /uploads");
      expect([...world.originals.keys()]).to.deep.equal([]);
      expect((await send("a.jpg", "image/jpeg", Buffer.alloc(4_500_000))).statusCode).to.equal(200);
    });

    it("stores no watermark of the variants", async () => {
      world.configure({ uploadPrefix: "up/", variants: [watermarkedVariant("up/logo.png")] });
      expect(json(await send("logo.png", "image/png", Buffer.alloc(1))).code).to.equal("KEY_RESERVED");
      expect((await send("logo2.png", "image/png", Buffer.alloc(1))).statusCode).to.equal(200);
    });

    it("answers without a version where the bucket keeps none", async () => {
      expect(json(await send("cat.jpg", "image/jpeg", Buffer.alloc(1)))).to.deep.equal({
        image_id: "id:source/cat.jpg",
        key: "cat.jpg",
      });
    });

    it("issues no form for a body that is not JSON, or missing", async () => {
      for (const body of ["{", null]) {
        const answer = await call("create-upload", world, { body });
        expect([answer.statusCode, json(answer)]).to.deep.equal([
          400,
          { code: "REQUEST_INVALID", message: bodyExpected },
        ]);
      }
    });

    const byKey = (key: string): Partial<ApiEvent> => ({ queryStringParameters: { key } });
    const byId = (id: string): Partial<ApiEvent> => ({ pathParameters: { image_id: id } });

    it("returns a record with links to its results, by key and by id", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      const found = await call("image-status", world, byKey("cat.jpg"));
      expect(found.statusCode).to.equal(200);
      expect(json(found)).to.deep.equal(json(await call("image-status", world, byId("id:source/cat.jpg@v1"))));
      expect(json(found)).to.deep.include({
        status: "PROCESSED",
        original_size: "400x300",
        links: { processed: "https://destination.example/processed-cat.jpg?expires=900" },
      });
    });

    it("describes the results of an image that are there, alone and in their sets", async () => {
      const sets = '[{"name":"hero","widths":[80,160],"format":"each","formats":["jpeg","webp"]}]';
      world.variants.push(...readConfig({ variants: sets }).variants);
      world.configure({ describes: true });
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      const described = async () =>
        json(await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } })) as unknown as ImageDescription; // prettier-ignore
      const { results, sets: [set], placeholder_url: placeholder } = await described(); // prettier-ignore
      expect(placeholder).to.equal("data:100x75");
      const link = (key: string) => `https://destination.example/${key}?expires=900`;
      expect(results).to.have.length(5);
      expect(results[4]).to.deep.equal({
        ...{ name: "hero_160_webp", set: "hero", address: link("hero_160_webp/cat.jpg.webp") },
        ...{ width: 160, height: 120, bytes: 20, content_type: "image/webp", digest: "digest of processed of 400x300" },
      });
      expect(set?.sources[0]).to.deep.equal({
        content_type: "image/webp",
        srcset: `${link("hero_80_webp/cat.jpg.webp")} 80w, ${link("hero_160_webp/cat.jpg.webp")} 160w`,
      });
      world.removeResults();
      expect(await described()).to.deep.include({ results: [], sets: [] });
    });

    it("answers FAILED without a record once no queue can hold the event any more", async () => {
      world.upload("up/cat.jpg@v1", "jpeg 400x300");
      const uploadedMs = world.now.getTime();
      const answerAfter = async (seconds: number) => {
        const limitSec = Math.ceil((Date.now() - uploadedMs) / 1000) - seconds;
        world.configure({ processingLimitSec: limitSec });
        return call("image-status", world, byKey("up/cat.jpg"));
      };
      expect((await answerAfter(-60)).statusCode).to.equal(202);
      const late = await answerAfter(60);
      expect(late.statusCode).to.equal(200);
      expect(JSON.parse(late.body)).to.deep.equal({
        image_id: "id:source/up/cat.jpg@v1",
        status: "FAILED",
        reason: "NO_OUTCOME",
        original_key: "up/cat.jpg",
        source_bucket: "source",
        destination_bucket: "destination",
        version_id: "v1",
        upload_time: world.now.toISOString(),
        links: {},
        results: [],
        sets: [],
      });
    });

    it("answers 202 while the current version is being processed", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      world.upload("cat.jpg@v2", "jpeg 500x300");
      const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } });
      expect(answer.statusCode).to.equal(202);
      expect(answer.headers).to.include({ "retry-after": "1" });
      expect(json(answer)).to.deep.equal({
        status: "PROCESSING",
        image_id: "id:source/cat.jpg@v2",
        original_key: "cat.jpg",
      });
    });

    it("waits for an outcome that comes, and answers with it at once", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      const started = Date.now();
      const answers = Promise.all(
        [byKey("cat.jpg"), byId("id:source/cat.jpg@v1")].map(({ pathParameters, queryStringParameters }) =>
          call("image-status", world, {
            pathParameters,
            queryStringParameters: { ...queryStringParameters, wait: "20" },
          }),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 150));
      await process("cat.jpg", "v1");
      for (const answer of await answers) {
        expect(answer.statusCode).to.equal(200);
        expect(json(answer)).to.deep.include({
          status: "PROCESSED",
          links: { processed: "https://destination.example/processed-cat.jpg?expires=900" },
        });
      }
      expect(Date.now() - started).to.be.below(5000);
    });

    it("waits no longer than asked for, and never for an answer that is there", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      const timed = async (event: Partial<ApiEvent>) => {
        const started = Date.now();
        const answer = await call("image-status", world, event);
        return [answer.statusCode, json(answer), Date.now() - started >= 990] as const;
      };
      const wait = (seconds: number) => ({ wait: String(seconds) });
      expect(await timed({ queryStringParameters: { key: "cat.jpg", ...wait(1) } })).to.deep.equal([
        202,
        { status: "PROCESSING", image_id: "id:source/cat.jpg@v1", original_key: "cat.jpg" },
        true,
      ]);
      expect(await timed({ pathParameters: { image_id: "no-id" }, queryStringParameters: wait(1) })).to.deep.equal([
        202,
        { status: "PROCESSING", image_id: "no-id" },
        true,
      ]);
      await process("cat.jpg", "v1");
      const atOnce = [
        { queryStringParameters: { key: "cat.jpg", ...wait(20) } },
        { queryStringParameters: { key: "dog.jpg", ...wait(20) } },
        { queryStringParameters: { key: "cat.jpg", version_id: "v0", ...wait(20) } },
        { pathParameters: { image_id: "x".repeat(37) }, queryStringParameters: wait(20) },
        { pathParameters: { image_id: "no-id" }, queryStringParameters: wait(0) },
      ];
      for (const [index, event] of atOnce.entries()) {
        const [status, , waited] = await timed(event);
        expect([status, waited], JSON.stringify(event)).to.deep.equal([index === 0 ? 200 : 404, false]);
      }
    });

    it("answers for what is there after the wait: an image that was removed meanwhile is unknown", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      const answer = call("image-status", world, { queryStringParameters: { key: "cat.jpg", wait: "1" } });
      await new Promise((resolve) => setTimeout(resolve, 50));
      world.drop("cat.jpg@v1");
      expect((await answer).statusCode).to.equal(404);
    });

    it("refuses to wait for what is no number of seconds, or too many of them", async () => {
      for (const wait of ["21", "-1", "1.5", "", "x", "1e1", "020"]) {
        const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg", wait } });
        expect([answer.statusCode, json(answer)], wait).to.deep.equal([
          400,
          { code: "REQUEST_INVALID", message: "Query parameter `wait` must be an integer 0..20 (seconds)." },
        ]);
      }
    });

    it("returns the image of a version that has been replaced, and of the current one", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      world.upload("cat.jpg@v2", "jpeg 500x300");
      const ask = async (version_id: string) => {
        const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg", version_id } });
        return [answer.statusCode, json(answer).image_id ?? json(answer).code];
      };
      expect(await ask("v1")).to.deep.equal([200, "id:source/cat.jpg@v1"]);
      expect(await ask("v2")).to.deep.equal([202, "id:source/cat.jpg@v2"]);
      expect(await ask("v3")).to.deep.equal([404, "IMAGE_UNKNOWN"]);
    });

    it("returns the reason of a refusal", async () => {
      world.upload("cat.jpg", "hello");
      await process("cat.jpg");
      const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } });
      expect(answer.statusCode).to.equal(200);
      expect(json(answer)).to.deep.include({ status: "REFUSED", reason: "NOT_AN_IMAGE", links: {} });
    });

    it("returns the record of an image whose original has expired, the latest one", async () => {
      for (const version of ["v1", "v2"]) {
        world.upload(`cat.jpg@${version}`, "jpeg 400x300");
        const time = `2026-01-02T03:04:0${version === "v1" ? 5 : 6}.678Z`;
        const event = s3Event({ key: "cat.jpg", versionId: version, time });
        await makeProcessImage(world.connections)(event, { awsRequestId: "r" });
      }
      world.hide("cat.jpg@m1");
      const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } });
      expect(json(answer)).to.include({ status: "PROCESSED", version_id: "v2" });
    });

    const unknown = async (name: Name, event: Partial<ApiEvent>) => {
      const answer = await call(name, world, event);
      const { code, message } = json(answer);
      expect([answer.statusCode, code]).to.deep.equal([404, "IMAGE_UNKNOWN"]);
      return message;
    };
    it("answers 404 for an object that is not processed, although it exists", async () => {
      world.configure({ uploadPrefix: "up/" });
      for (const key of ["up/notes.txt", "up/album.jpg/"]) {
        world.upload(key, "jpeg 400x300");
        expect(await unknown("image-status", byKey(key))).to.equal(
          `The object "${key}" is not processed: its name does not match the stack's setting suffixes.`,
        );
      }
      world.upload("up/cat.jpg", "jpeg 400x300");
      expect((await call("image-status", world, byKey("up/cat.jpg"))).statusCode).to.equal(202);
    });

    it("requests no key from S3 that its role may not read", async () => {
      world.configure({ uploadPrefix: "up/" });
      world.breakStore({ current: fails(new Error("403")) });
      expect(await unknown("image-status", byKey("cat.jpg"))).to.equal(
        'No image has the key "cat.jpg": keys begin with "up/".',
      );
      await unknown("image-status", byKey("../up/cat.jpg"));
      expect(await unknown("image-status", byKey(`up/${"k".repeat(1022)}`))).to.equal(
        "No image has this key: it is longer than S3 accepts.",
      );
    });

    it("requests no record from the table that cannot be an id", async () => {
      const requested: string[] = [];
      world.breakRecords({ get: (id) => Promise.resolve(void requested.push(id)) });
      for (const name of ["image-status", "delete-image"] as const) {
        for (const id of ["", "a".repeat(37), "a".repeat(36)]) {
          expect(await unknown(name, byId(id))).to.equal(`No image has the id "${id}".`);
        }
      }
      expect(requested).to.deep.equal(["a".repeat(36), "a".repeat(36)]);
      expect(await unknown("delete-image", {})).to.equal('No image has the id "".');
    });

    it("links to the results of this version only", async () => {
      const status = async (version: string) =>
        json(await call("image-status", world, { pathParameters: { image_id: `id:source/cat.jpg@${version}` } }));
      const link = "https://destination.example/processed-cat.jpg?expires=900";
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      expect((await status("v1")).links).to.deep.equal({ processed: link });
      world.upload("cat.jpg@v2", "jpeg 500x300");
      await process("cat.jpg", "v2");
      expect(await status("v1")).to.deep.include({ status: "PROCESSED", links: {} });
      expect((await status("v2")).links).to.deep.equal({ processed: link });
      world.removeResults();
      expect((await status("v2")).links).to.deep.equal({});
    });

    it("answers 404 for an unknown image, and 400 without a parameter", async () => {
      expect(await unknown("image-status", byKey("dog.jpg"))).to.equal('No image has the key "dog.jpg".');
      expect(await unknown("image-status", byId("x"))).to.equal('No image has the id "x".');
      for (const event of [{}, byKey("")]) {
        const answer = await call("image-status", world, event);
        expect([answer.statusCode, json(answer)]).to.deep.equal([
          400,
          { code: "REQUEST_INVALID", message: "Query parameter `key` is missing." },
        ]);
      }
    });

    const remove = (id: string) => call("delete-image", world, { pathParameters: { image_id: id } });

    describe("asked to delete every version", () => {
      const removeAll = (id: string, versions = "all") =>
        call("delete-image", world, { pathParameters: { image_id: id }, queryStringParameters: { versions } });

      it("leaves nothing, and never makes an earlier version current on the way", async () => {
        for (const version of ["v1", "v2"]) {
          world.upload(`cat.jpg@${version}`, "jpeg 400x300");
          await process("cat.jpg", version);
        }
        world.upload("dog.jpg@v1", "jpeg 400x300");
        await process("dog.jpg", "v1");
        const { store } = world.connections;
        const answer = await removeAll("id:source/cat.jpg@v1");
        expect([answer.statusCode, answer.body]).to.deep.equal([204, ""]);
        const [hidden, ...removed] = world.log.removed.filter((name) => name.startsWith("source/"));
        const marker = removed.pop();
        expect(hidden).to.equal("source/cat.jpg");
        expect(removed).to.have.members(["source/cat.jpg@v1", "source/cat.jpg@v2"]);
        expect(marker).to.match(/^source\/cat\.jpg@generated-/);
        expect(await store.versions("source", "cat.jpg")).to.deep.equal([]);
        expect(await store.versions("destination", "processed-cat.jpg")).to.deep.equal([]);
        expect([...world.records.keys()]).to.deep.equal(["id:source/dog.jpg@v1"]);
        expect([...world.results.keys()]).to.deep.equal(["processed-dog.jpg"]);
      });

      it("deletes results of earlier releases where they are its own, and of variants that are gone", async () => {
        world.upload("cat.gif@v1", "jpeg 400x300");
        await process("cat.gif", "v1");
        const record = world.records.get("id:source/cat.gif@v1") as ImageRecord;
        const keys = ["processed-cat.jpg", "thumb-cat.gif", "processed-other.jpg"];
        for (const key of keys) {
          const owner = key.includes("other") ? "id:source/other.jpg" : "id:source/cat.gif";
          world.store(key, "old", { "original-id": owner });
        }
        const variants = keys.map((key) => ({ ...record.variants?.[0], name: key.split("-")[0], key }));
        world.records.set(record.image_id, { ...record, variants } as ImageRecord);
        expect((await removeAll(record.image_id)).statusCode).to.equal(204);
        expect([...world.results.keys()]).to.deep.equal(["processed-other.jpg"]);
      });

      it("can be repeated after a failure: its record goes last", async () => {
        world.upload("cat.jpg@v1", "jpeg 400x300");
        await process("cat.jpg", "v1");
        const { store } = world.connections;
        world.breakStore({ versions: fails(coded("SlowDown")) });
        await removeAll("id:source/cat.jpg@v1").catch(() => undefined);
        expect(world.records.size).to.equal(1);
        world.connections.store = store;
        expect((await removeAll("id:source/cat.jpg@v1")).statusCode).to.equal(204);
        expect(world.records.size).to.equal(0);
      });

      it("refuses another value, and then deletes nothing", async () => {
        world.upload("cat.jpg@v1", "jpeg 400x300");
        await process("cat.jpg", "v1");
        const answer = await removeAll("id:source/cat.jpg@v1", "some");
        expect([answer.statusCode, json(answer).code]).to.deep.equal([400, "REQUEST_INVALID"]);
        expect(world.log.removed).to.deep.equal([]);
      });
    });

    it("keeps an image that has become a watermark, whether one or every version is to go", async () => {
      world.upload("logo.png@v1", "png 40x30");
      await process("logo.png", "v1");
      world.configure({ variants: [watermarkedVariant("logo.png")] });
      for (const queryStringParameters of [null, { versions: "all" }]) {
        const parameters = { pathParameters: { image_id: "id:source/logo.png@v1" }, queryStringParameters };
        const answer = await call("delete-image", world, parameters);
        expect([answer.statusCode, json(answer).code]).to.deep.equal([400, "KEY_RESERVED"]);
      }
      expect(world.log.removed).to.deep.equal([]);
      expect(world.records.size).to.equal(1);
    });

    it("removes original, results and record", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      const answer = await remove("id:source/cat.jpg@v1");
      expect([answer.statusCode, answer.body]).to.deep.equal([204, ""]);
      expect(world.log.removed).to.deep.equal(["destination/processed-cat.jpg", "source/cat.jpg"]);
      expect(world.records.size).to.equal(0);
      expect((await remove("id:source/cat.jpg@v1")).statusCode).to.equal(404);
    });

    it("removes an older version without touching the newer one's results", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      world.upload("cat.jpg@v2", "jpeg 500x300");
      await process("cat.jpg", "v2");
      await remove("id:source/cat.jpg@v1");
      expect(world.log.removed).to.deep.equal(["source/cat.jpg@v1"]);
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v2"]);
    });

    it("removes results of variants that the stack no longer has", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "old" });
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      world.variants.pop();
      await remove("id:source/cat.jpg@v1");
      expect(world.results.size).to.equal(0);
    });

    it("removes the results of an image whose original does not exist any more, and nothing else", async () => {
      for (const version of [undefined, "v1"]) {
        const name = version === undefined ? "cat.jpg" : `cat.jpg@${version}`;
        world.log.removed.length = 0;
        world.upload(name, "jpeg 400x300");
        await process("cat.jpg", version);
        world.drop(name);
        expect((await remove(`id:source/${name}`)).statusCode).to.equal(204);
        const removed = ["destination/processed-cat.jpg", ...(version === undefined ? [] : [`source/${name}`])];
        expect(world.log.removed).to.deep.equal(removed);
      }
    });

    it("keeps the record when the original or a result cannot be removed, so that the deletion can be repeated", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      world.breakStore({ remove: fails(new Error("S3 is down")) });
      const error = await remove("id:source/cat.jpg@v1").catch((caught: Error) => caught);
      expect(error).to.have.property("message", "S3 is down");
      expect(world.records.size).to.equal(1);
    });

    it("names the origin whose pages may read the responses, and by default none", async () => {
      const headers = async () => (await order(good)).headers;
      expect(await headers()).not.to.have.property("access-control-allow-origin");
      world.configure({ corsOrigin: "https://example.org" });
      expect(await headers()).to.include({ "access-control-allow-origin": "https://example.org", vary: "origin" });
    });
  });
}
