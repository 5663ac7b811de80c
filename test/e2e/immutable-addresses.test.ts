import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { CopyObjectCommand, HeadObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { backfill } from "../../commands/operate/backfill";
import { deleteImage } from "../../commands/operate/delete-image";
import { reconcile } from "../../commands/operate/reconcile";
import type { DescribedImage } from "../../handlers/contract/image-description";
import type { ImageManifest } from "../../handlers/contract/image-manifest";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { GrantUse } from "../support/e2e/grants";
import { jpeg } from "../support/e2e/images";
import { connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { Pipeline } from "../support/e2e/pipeline";

const DAY_MS = 24 * 60 * 60 * 1000;
const variants = [{ name: "hero", widths: [64, 128], format: "each", formats: ["webp", "jpeg"] }];
const KEY = "a b/ü+.jpg";

for (const workflow of [false, true]) {
  describe(`immutable addresses (${workflow ? "workflow" : "direct"})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    let stack: Pipeline;
    let grants: GrantUse;
    let dir: string;
    before(async () => {
      const settings = { address: "immutable", supersededExpireDays: 3, manifest: true, encryption: "kms" };
      stack = await Pipeline.start({ ...settings, delivery: true, uploadApi: true, workflow, variants });
      grants = new GrantUse(stack.cloud.services);
      dir = mkdtempSync(path.join(tmpdir(), "immutable-"));
    });
    after(async () => {
      rmSync(dir, { recursive: true });
      await stack.close();
    });

    const view = async (address: string) => {
      const answer = await fetch(address);
      return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const described = async (): Promise<DescribedImage> => {
      const request = { method: "GET", path: "/images", query: { key: KEY } };
      const { json } = await callApi(stack.output("uploadApiUrl"), request, stack.cloud.credentials);
      return json as unknown as DescribedImage;
    };
    const addressesOf = ({ results }: Pick<DescribedImage, "results">) => results.map(({ address }) => address);
    const invalidated = () => {
      const [distribution] = stack.cloud.services.cloudfront.distributions.all();
      return stack.cloud.services.cloudfront.invalidations.all(distribution?.id ?? "").flatMap(({ paths }) => paths);
    };
    const manifest = async () => {
      const { bytes } = await view(`${stack.output("deliveryUrl")}/manifest/a%20b/%C3%BC%2B.jpg.json`);
      return JSON.parse(bytes.toString()) as ImageManifest;
    };
    const isSuperseded = async (address: string) => {
      const Key = decodeURIComponent(new URL(address).pathname.slice(1));
      const head = new HeadObjectCommand({ Bucket: stack.outputs.destinationBucket, Key });
      return (await stack.s3.send(head)).Metadata?.superseded === "true";
    };
    const reconciled = async (repair = false) => {
      const codes: string[] = [];
      const io = { err: new Lines(), signal: unstopped, found: ({ code }: { code: string }) => codes.push(code), dir };
      const report = await reconcile(connectedAs(stack, "reconcile"), { repair, rate: 1000, minAgeMs: 0 }, io);
      await stack.cloud.idle();
      return { ...report.counts, codes };
    };
    let first: readonly string[] = [];
    let second: readonly string[] = [];

    it("are told by the API and the manifest, and answer for a year what they name", async () => {
      await stack.put(KEY, await jpeg(200, 100));
      const image = await described();
      first = addressesOf(image);
      expect(first).to.have.length(4);
      for (const [at, { name, digest }] of image.results.entries()) {
        const hash = Buffer.from(digest ?? "", "base64url")
          .toString("hex")
          .slice(0, 16);
        const extension = name.endsWith("webp") ? "webp" : "jpg";
        const expected = `/results.immutable/a%20b/%C3%BC%2B.jpg/${name}.${hash}.${extension}`;
        expect(first[at]).to.equal(`${stack.output("deliveryUrl")}${expected}`);
        const shown = await view(first[at] ?? "");
        expect(shown.status).to.equal(200);
        expect(shown.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
      }
      expect(image.sets[0]?.picture).to.contain(`src="${first[2]}"`);
      expect(addressesOf(await manifest())).to.deep.equal(first);
      expect((await stack.records(KEY))[0]).to.include({ processed_key: (image.variants ?? [])[0]?.key });
    });

    it("are others when the image is replaced, and those before go on without an invalidation", async () => {
      const before = await Promise.all(first.map(async (address) => (await view(address)).bytes));
      await stack.put(KEY, await jpeg(100, 200));
      second = addressesOf(await described());
      expect(second.filter((address) => first.includes(address))).to.deep.equal([]);
      expect(addressesOf(await manifest())).to.deep.equal(second);
      for (const [at, address] of first.entries()) {
        expect((await view(address)).bytes.equals(before[at] ?? Buffer.alloc(0)), address).to.be.true;
        expect(await isSuperseded(address)).to.be.true;
      }
      for (const address of second) expect(await isSuperseded(address)).to.be.false;
      expect(invalidated().filter((one) => one.includes("results.immutable"))).to.deep.equal([]);
      expect(invalidated(), "the manifest alone").to.have.length(1);
    });

    it("are as they should be for reconcile and backfill, and stay where they are repaired", async () => {
      expect(await reconciled()).to.include({ right: 1, kept: 4, missing: 0, stale: 0, orphaned: 0 });
      const io = { err: new Lines(), signal: unstopped, dir };
      expect(await backfill(connectedAs(stack, "backfill"), { changed: true, rate: 1000 }, io)).to.include({
        sent: 0,
        unchanged: 1,
      });
      // One that is not marked, as where a function had ended before it did so.
      const [address = ""] = first;
      const Key = decodeURIComponent(new URL(address).pathname.slice(1));
      const Bucket = stack.outputs.destinationBucket;
      const Metadata = { ...(await stack.s3.send(new HeadObjectCommand({ Bucket, Key }))).Metadata };
      delete Metadata.superseded;
      const copy = { Bucket, Key, CopySource: `${Bucket}/${encodeURIComponent(Key)}`, Metadata };
      await stack.s3.send(
        new CopyObjectCommand({ ...copy, MetadataDirective: "REPLACE", TaggingDirective: "REPLACE" }),
      );
      expect(await reconciled(true)).to.deep.include({ codes: ["REPLACED"], kept: 3, repaired: 1, failed: 0 });
      expect(await isSuperseded(address)).to.be.true;
      expect(await reconciled()).to.deep.include({ codes: [], kept: 4 });
    });

    it("of replaced results end days later by the bucket's lifecycle, and no others", async () => {
      const { s3 } = stack.cloud.services;
      const at = (days: number) => new Date(Date.now() + days * DAY_MS);
      expect(s3.expireDue(stack.outputs.destinationBucket, at(2))).to.deep.equal([]);
      expect(s3.expireDue(stack.outputs.destinationBucket, at(4))).to.have.length(4);
      for (const address of second) expect((await view(address)).status).to.equal(200);
      expect(addressesOf(await described())).to.deep.equal(second);
      expect(await reconciled()).to.deep.include({ codes: [], right: 1, kept: 0 });
    });

    it("are gone at once when the image is removed, from the edge as well, those of replaced results too", async () => {
      await stack.put(KEY, await jpeg(100, 100));
      const third = addressesOf(await described());
      for (const address of [...second, ...third]) expect((await view(address)).status).to.equal(200);
      await stack.remove(KEY);
      for (const address of [...first, ...second, ...third])
        expect((await view(address)).status, address).to.equal(403);
      expect(await stack.resultKeys()).to.deep.equal([]);
    });

    it("leave nothing when the image is deleted for good", async () => {
      for (const size of [120, 110]) await stack.put(KEY, await jpeg(size, 90));
      await deleteImage(connectedAs(stack, "delete-image"), KEY, unstopped);
      await stack.cloud.idle();
      const listing = await stack.s3.send(new ListObjectVersionsCommand({ Bucket: stack.outputs.destinationBucket }));
      expect([...(listing.Versions ?? []), ...(listing.DeleteMarkers ?? [])]).to.deep.equal([]);
      expect(stack.deadLetterCount()).to.equal(0);
    });

    it("take no grant that their functions do not use", () => {
      const writer = stack.functionNamed(workflow ? "image-workflow-record" : "image-processing-function");
      const { roleArn } =
        stack.cloud.services.lambda.functions().find(({ config }) => config.name === writer)?.config ?? {};
      const role = roleArn?.split("/").at(-1);
      expect(stack.cloud.services.iam.roles.has(role ?? ""), `${role}`).to.be.true;
      const unused = grants.unused("lambda.amazonaws.com").filter((grant) => grant.startsWith(`${role}:`));
      expect(unused.filter((grant) => / (TagObjects|ListVersionsResults) /.test(grant))).to.deep.equal([]);
    });
  });
}

describe("a stack whose addresses become immutable", function () {
  this.timeout(HANG_TIMEOUT_MS);
  it("has its results made again under new keys, and the former ones removed when that is asked for", async () => {
    const stack = await Pipeline.start();
    const dir = mkdtempSync(path.join(tmpdir(), "immutable-"));
    try {
      await stack.put("cat.jpg", await jpeg(64, 48));
      await stack.reconfigure({ address: "immutable" });
      expect(await stack.resultKeys()).to.deep.equal(["processed-cat.jpg"]);
      const io = { err: new Lines(), signal: unstopped, dir };
      await backfill(connectedAs(stack, "backfill"), { changed: true, rate: 1000 }, io);
      await stack.cloud.idle();
      const [key] = (await stack.resultKeys()).filter((one) => one.startsWith("results.immutable/cat.jpg/processed."));
      expect((await stack.records("cat.jpg"))[0]).to.include({ processed_key: key });
      const found: string[] = [];
      const options = { repair: true, rate: 1000, minAgeMs: 0 };
      const report = {
        ...io,
        found: ({ code, key: of }: { code: string; key: string }) => found.push(`${code} ${of}`),
      };
      await reconcile(connectedAs(stack, "reconcile"), options, report);
      expect(found).to.deep.equal(["REPLACED processed-cat.jpg"]);
      expect(await stack.resultKeys()).to.deep.equal([key]);
    } finally {
      rmSync(dir, { recursive: true });
      await stack.close();
    }
  });
});
