import { expect } from "chai";

import { startConsole } from "../../../commands/console/console";
import type { GuardedServer } from "../../../commands/console/http-server";
import type { DeletedList, ImageList, StackView } from "../../../console/contract";
import { HANG_TIMEOUT_MS } from "../../support/cli";
import { jpeg } from "../../support/e2e/images";
import { Pipeline } from "../../support/e2e/pipeline";

const thumb = (edgePx: number) => ({ name: "thumb", width: edgePx, height: edgePx });
const routes = [
  { prefix: "photos/", suffixes: [".jpg"], variants: [thumb(80)] },
  { prefix: "avatars/", suffixes: [".jpg"], variants: [thumb(20)] },
];

describe("the console of a stack with routes", function () {
  this.timeout(HANG_TIMEOUT_MS);
  for (const uploadApi of [true, false]) {
    describe(uploadApi ? "that has an upload API" : "that has no upload API", () => {
      let pipeline: Pipeline;
      let server: GuardedServer;
      before(async () => {
        pipeline = await Pipeline.start({ routes, uploadApi });
        server = await startConsole(pipeline.stack, "dev", 0);
      });
      after(async () => {
        await server?.close();
        await pipeline?.close();
      });
      const send = async (method: string, path: string, key?: string, body?: Buffer) => {
        const address = new URL(server.address);
        const headers = { origin: address.origin, ...(body && { "content-type": "image/jpeg" }) };
        address.pathname = path;
        if (key !== undefined) address.searchParams.set("key", key);
        const answer = await fetch(address, { method, headers, ...(body && { body: new Uint8Array(body) }) });
        return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
      };

      it("shows what each makes", async () => {
        const { routes: shown } = (await send("GET", "/api/stack")).json as unknown as StackView;
        expect(shown.map(({ prefix, suffixes, variants }) => [prefix, suffixes, variants[0]?.width])).to.deep.equal([
          ["photos/", [".jpg"], 80],
          ["avatars/", [".jpg"], 20],
        ]);
      });

      it("takes files below their prefixes, and lists the images of all, those that were deleted too", async () => {
        const image = await jpeg(320, 160);
        for (const key of ["photos/cat.jpg", "avatars/cat.jpg"]) {
          expect((await send("POST", "/api/images", key, image)).status, key).to.equal(201);
        }
        const refused = async (key: string) => (await send("POST", "/api/images", key, image)).json;
        expect(await refused("cat.jpg")).to.deep.include({
          code: "KEY_INVALID",
          message: 'Expected a key that begins with photos/ or avatars/; got "cat.jpg".',
        });
        expect(await refused("avatars/cat.png")).to.deep.include({
          code: "KEY_INVALID",
          message: 'Expected a name that ends with one of .jpg; got "avatars/cat.png".',
        });
        await pipeline.cloud.idle();
        const { images } = (await send("GET", "/api/images")).json as unknown as ImageList;
        expect(images.map(({ key, results }) => [key, results[0]?.size.width])).to.deep.equal([
          ["avatars/cat.jpg", 20],
          ["photos/cat.jpg", 80],
        ]);
        await send("DELETE", "/api/images", "photos/cat.jpg");
        await pipeline.cloud.idle();
        const deleted = (await send("GET", "/api/deleted")).json as unknown as DeletedList;
        expect(deleted.images.map(({ key }) => key)).to.deep.equal(["photos/cat.jpg"]);
      });
    });
  }
});
