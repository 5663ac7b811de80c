import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { reconcile } from "../../commands/operate/reconcile";
import type { ImageManifest } from "../../handlers/contract/image-manifest";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { jpeg } from "../support/e2e/images";
import { connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { Pipeline } from "../support/e2e/pipeline";

for (const workflow of [false, true]) {
  describe(`a manifest (${workflow ? "workflow" : "direct"})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    const key = "manifest/a b.jpg.json";
    let stack: Pipeline;
    before(async () => {
      const variants = [{ name: "hero", widths: [64, 128], format: "each", formats: ["webp", "jpeg"] }];
      stack = await Pipeline.start({
        manifest: true,
        describe: true,
        delivery: true,
        uploadApi: true,
        workflow,
        variants,
      });
    });
    after(() => stack.close());

    /** The manifest as a viewer gets it, with its headers. */
    async function view(): Promise<{ readonly answer: Response; readonly manifest?: ImageManifest }> {
      const answer = await fetch(`${stack.output("deliveryUrl")}/manifest/a%20b.jpg.json`);
      return { answer, ...(answer.ok && { manifest: (await answer.json()) as ImageManifest }) };
    }

    it("describes an image as the API does, and names what answers", async () => {
      await stack.put("a b.jpg", await jpeg(100, 50));
      const { answer, manifest } = await view();
      expect(answer.headers.get("content-type")).to.equal("application/json");
      expect(answer.headers.get("cache-control")).to.equal("public, max-age=0, s-maxage=86400, must-revalidate");
      const request = { method: "GET", path: "/images", query: { key: "a b.jpg" } };
      const { json } = await callApi(stack.output("uploadApiUrl"), request, stack.cloud.credentials);
      const { source_bucket, destination_bucket, version_id, sequencer, ...expected } = json;
      expect([source_bucket, destination_bucket, version_id, sequencer]).not.to.include(undefined);
      expect(manifest).to.deep.equal(expected);
      expect(manifest?.results.map(({ name, width }) => `${name} ${width}`)).to.deep.equal([
        "hero_64_jpeg 64",
        "hero_64_webp 64",
        "hero_128_jpeg 100",
        "hero_128_webp 100",
      ]);
      expect(manifest?.placeholder_url).to.match(/^data:image\/png;base64,/);
      for (const { address, bytes } of manifest?.results ?? []) {
        const shown = await fetch(address);
        expect([shown.status, (await shown.arrayBuffer()).byteLength], address).to.deep.equal([200, bytes]);
      }
    });

    it("is another one at the edge when its image is replaced", async () => {
      await stack.put("a b.jpg", await jpeg(50, 50));
      expect((await view()).manifest).to.include({ original_size: "50x50" });
      expect((await view()).manifest?.results.map(({ name }) => name)).to.deep.equal(["hero_64_jpeg", "hero_64_webp"]);
    });

    it("is found missing by a reconciliation, and written again", async () => {
      const dir = mkdtempSync(path.join(tmpdir(), "reconcile-"));
      await stack.s3.send(new DeleteObjectCommand({ Bucket: stack.outputs.destinationBucket, Key: key }));
      const run = async () => {
        const codes: string[] = [];
        const io = {
          err: new Lines(),
          signal: unstopped,
          found: ({ code }: { code: string }) => codes.push(code),
          dir,
        };
        const options = { repair: true, rate: 1000, minAgeMs: 0 };
        const { counts } = await reconcile(connectedAs(stack, "reconcile"), options, io);
        await stack.cloud.idle();
        return { codes, ...counts };
      };
      expect(await run()).to.deep.include({ codes: ["MANIFEST_MISSING"], repaired: 1, failed: 0 });
      expect(await run()).to.deep.include({ codes: [], right: 1 });
      expect(await stack.resultKeys()).to.include(key);
      rmSync(dir, { recursive: true });
    });

    it("goes with its image, from the edge as well", async () => {
      await stack.remove("a b.jpg");
      expect((await view()).answer.status).to.equal(403);
      expect(await stack.resultKeys()).to.deep.equal([]);
      expect(stack.deadLetterCount()).to.equal(0);
    });
  });
}
