import { expect } from "chai";
import { makeCreateUpload } from "../../handlers/api/create-upload";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import type { ApiAnswer, ApiEvent, ApiHandler } from "../../handlers/api/http";
import { makeImageStatus } from "../../handlers/api/image-status";
import type { Connections } from "../../handlers/ports";
import { makeProcessImage } from "../../handlers/process-image";
import { s3Event } from "../support/events/s3-events";
import { useCaptured } from "./captured";
import { fails, MAX_INPUT_BYTES, PipelineWorld } from "./pipeline-world";

type Name = "create-upload" | "image-status" | "delete-image";
type Call = (name: Name, world: PipelineWorld, event: Partial<ApiEvent>) => Promise<ApiAnswer>;

const makers: Record<Name, (deps: Connections) => ApiHandler> = {
  "create-upload": makeCreateUpload,
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

    it("hands out a form for one key, type and size, good for 15 minutes", async () => {
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
          policy: JSON.stringify({ contentType: "image/jpeg", maxBytes: 1000, expiresSec: 900 }),
        },
      });
    });

    it("reads a body that the gateway took for binary", async () => {
      const body = Buffer.from(JSON.stringify(good)).toString("base64");
      expect((await call("create-upload", world, { body, isBase64Encoded: true })).statusCode).to.equal(201);
    });

    const refusals: [what: string, body: unknown, status: number, code: string][] = [
      ["no object", null, 400, "REQUEST_INVALID"],
      ["no key", { ...good, key: undefined }, 400, "REQUEST_INVALID"],
      ["a size that is none", { ...good, bytes: 0.5 }, 400, "REQUEST_INVALID"],
      ["an empty file", { ...good, bytes: 0 }, 400, "REQUEST_INVALID"],
      ["an empty key", { ...good, key: "" }, 400, "KEY_INVALID"],
      ["a folder", { ...good, key: "album.jpg/" }, 400, "KEY_INVALID"],
      ["a key that is too long", { ...good, key: `${"k".repeat(1021)}.jpg` }, 400, "KEY_INVALID"],
      ["a way upwards", { ...good, key: "a/../cat.jpg" }, 400, "KEY_INVALID"],
      ["a way to nowhere", { ...good, key: "./cat.jpg" }, 400, "KEY_INVALID"],
      ["control characters", { ...good, key: "a\r\nb.jpg" }, 400, "KEY_INVALID"],
      ["half a character", { ...good, key: "\ud83d.jpg" }, 400, "KEY_INVALID"],
      ["a suffix that triggers nothing", { ...good, key: "cat.gif" }, 400, "KEY_INVALID"],
      ["a wrong content type", { ...good, contentType: "text/html" }, 415, "CONTENT_TYPE_UNSUPPORTED"],
      ["too many bytes", { ...good, bytes: MAX_INPUT_BYTES + 1 }, 413, "IMAGE_TOO_LARGE"],
    ];
    for (const [what, body, status, code] of refusals) {
      it(`hands out no form for ${what}`, async () => {
        const answer = await order(body);
        expect([answer.statusCode, json(answer).code]).to.deep.equal([status, code]);
      });
    }

    it("hands out no form whose key the name of a file would replace", async () => {
      world.configure({ suffixes: [] });
      const answer = await order({ ...good, key: "a/${filename}" });
      expect([answer.statusCode, json(answer).code]).to.deep.equal([400, "KEY_INVALID"]);
      expect((await order({ ...good, key: "any name.at all" })).statusCode).to.equal(201);
    });

    it("hands out no form for what is no JSON, or nothing", async () => {
      for (const body of ["{", null]) {
        expect((await call("create-upload", world, { body })).statusCode).to.equal(400);
      }
    });

    it("shows a record with links to its results, by key and by id", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      const byKey = await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } });
      const byId = await call("image-status", world, { pathParameters: { image_id: "id:source/cat.jpg@v1" } });
      expect(byKey.statusCode).to.equal(200);
      expect(json(byKey)).to.deep.equal(json(byId));
      expect(json(byKey)).to.deep.include({
        status: "PROCESSED",
        original_size: "400x300",
        links: { processed: "https://destination.example/processed-cat.jpg?expires=900" },
      });
    });

    it("says 202 while the version that the key shows is being processed", async () => {
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

    it("says why an image was refused", async () => {
      world.upload("cat.jpg", "hello");
      await process("cat.jpg");
      const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } });
      expect(answer.statusCode).to.equal(200);
      expect(json(answer)).to.deep.include({ status: "REFUSED", reason: "NOT_AN_IMAGE", links: {} });
    });

    it("still knows an image whose original has expired", async () => {
      world.upload("cat.jpg", "jpeg 400x300");
      await process("cat.jpg");
      world.hide("cat.jpg@m1");
      const answer = await call("image-status", world, { queryStringParameters: { key: "cat.jpg" } });
      expect(json(answer)).to.include({ status: "PROCESSED" });
    });

    it("says 404 for what nothing is made of, although it is there", async () => {
      world.configure({ uploadPrefix: "up/" });
      for (const key of ["up/notes.txt", "up/album.jpg/"]) {
        world.upload(key, "jpeg 400x300");
        const answer = await call("image-status", world, { queryStringParameters: { key } });
        expect([answer.statusCode, json(answer).code], key).to.deep.equal([404, "IMAGE_UNKNOWN"]);
      }
      world.upload("up/cat.jpg", "jpeg 400x300");
      const answer = await call("image-status", world, { queryStringParameters: { key: "up/cat.jpg" } });
      expect(answer.statusCode).to.equal(202);
    });

    it("asks S3 for no key that its role may not read", async () => {
      world.configure({ uploadPrefix: "up/" });
      world.breakStore({ current: fails(new Error("403")) });
      for (const key of ["cat.jpg", "../up/cat.jpg", `up/${"k".repeat(1020)}.jpg`]) {
        const answer = await call("image-status", world, { queryStringParameters: { key } });
        expect([answer.statusCode, json(answer).code], key).to.deep.equal([404, "IMAGE_UNKNOWN"]);
      }
    });

    it("asks no table for what cannot be an id", async () => {
      for (const name of ["image-status", "delete-image"] as const) {
        for (const id of ["", "a".repeat(3000)]) {
          const answer = await call(name, world, { pathParameters: { image_id: id } });
          expect([answer.statusCode, json(answer).code]).to.deep.equal([404, "IMAGE_UNKNOWN"]);
        }
      }
    });

    it("links to results that are the image's own, and to nothing else", async () => {
      const ask = async (version: string) =>
        json(await call("image-status", world, { pathParameters: { image_id: `id:source/cat.jpg@${version}` } }));
      const link = "https://destination.example/processed-cat.jpg?expires=900";
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      expect((await ask("v1")).links).to.deep.equal({ processed: link });
      world.upload("cat.jpg@v2", "jpeg 500x300");
      await process("cat.jpg", "v2");
      expect(await ask("v1")).to.deep.include({ status: "PROCESSED", links: {} });
      expect((await ask("v2")).links).to.deep.equal({ processed: link });
      world.removeResults();
      expect((await ask("v2")).links).to.deep.equal({});
    });

    it("says 404 for what it does not know, and 400 for no question", async () => {
      for (const event of [{ queryStringParameters: { key: "dog.jpg" } }, { pathParameters: { image_id: "x" } }]) {
        const answer = await call("image-status", world, event);
        expect([answer.statusCode, json(answer).code]).to.deep.equal([404, "IMAGE_UNKNOWN"]);
      }
      expect((await call("image-status", world, {})).statusCode).to.equal(400);
    });

    const remove = (id: string) => call("delete-image", world, { pathParameters: { image_id: id } });

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

    it("keeps the record when something else could not be removed, so that it can be asked for again", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process("cat.jpg", "v1");
      world.breakStore({ remove: fails(new Error("S3 is down")) });
      const error = await remove("id:source/cat.jpg@v1").catch((caught: Error) => caught);
      expect(error).to.have.property("message", "S3 is down");
      expect(world.records.size).to.equal(1);
    });

    it("names the origin whose pages may read the answers, and by default none", async () => {
      const headers = async () => (await order(good)).headers;
      expect(await headers()).not.to.have.property("access-control-allow-origin");
      world.configure({ corsOrigin: "https://example.org" });
      expect(await headers()).to.include({ "access-control-allow-origin": "https://example.org", vary: "origin" });
    });
  });
}
