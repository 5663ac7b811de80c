import { expect } from "chai";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

/** What a viewer gets of an address. */
async function view(address: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(address, { headers });
  return {
    status: answer.status,
    cache: answer.headers.get("x-cache"),
    headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

describe("delivery to holders of links", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("direct");

  /** The link to an image's result, from the status API. */
  async function linkOf(key: string): Promise<string> {
    const request = { method: "GET", path: "/images", query: { key } };
    const { json, text } = await callApi(stack().output("uploadApiUrl"), request, stack().cloud.credentials);
    const { processed } = json.links as Record<string, string>;
    if (processed === undefined) throw new Error(`no link in ${text}`);
    return processed;
  }

  it("answers the stored result, byte for byte, once from the bucket and then from the edge", async () => {
    await stack().put("delivery/ä b+c.jpg", await jpeg(640, 480));
    const stored = await stack().result("processed-delivery/ä b+c.jpg");
    const link = await linkOf("delivery/ä b+c.jpg");
    expect(link.startsWith(`${stack().output("deliveryUrl")}/processed-delivery/`)).to.be.true;
    const [first, second] = [await view(link), await view(link)];
    expect([first.status, second.status]).to.deep.equal([200, 200]);
    expect(first.bytes.equals(stored?.bytes ?? Buffer.alloc(0))).to.be.true;
    expect(second.bytes.equals(first.bytes)).to.be.true;
    expect([first.cache, second.cache]).to.deep.equal(["Miss from cloudfront", "Hit from cloudfront"]);
    const names = ["content-type", "cache-control", "x-content-type-options", "content-security-policy"];
    expect([...names, "cross-origin-resource-policy"].map((name) => second.headers.get(name))).to.deep.equal([
      "image/jpeg",
      "public, max-age=86400",
      "nosniff",
      "default-src 'none'",
      "cross-origin",
    ]);
    const hidden = [...second.headers.keys()].filter((name) => /^x-amz-(server|version)/.test(name));
    expect(hidden).to.deep.equal([]);
  });

  it("answers nobody without a link, nor with one for another object", async () => {
    await stack().put("delivery/own.jpg", await jpeg(64, 48));
    const link = new URL(await linkOf("delivery/own.jpg"));
    const { origin, pathname, search } = link;
    for (const address of [`${origin}${pathname}`, `${origin}/processed-delivery/other.jpg${search}`])
      expect((await view(address)).status, address).to.equal(403);
    expect((await view(link.href)).status).to.equal(200);
  });

  it("shows a replaced image at once, and a removed one no more", async () => {
    await stack().put("delivery/changed.jpg", await jpeg(640, 480));
    const before = await view(await linkOf("delivery/changed.jpg"));
    await stack().put("delivery/changed.jpg", await jpeg(300, 600));
    const link = await linkOf("delivery/changed.jpg");
    const after = await view(link);
    expect(after.bytes.equals(before.bytes)).to.be.false;
    expect(after.bytes.equals((await stack().result("processed-delivery/changed.jpg"))?.bytes ?? Buffer.alloc(0))).to.be
      .true;
    await stack().remove("delivery/changed.jpg");
    expect((await view(link)).status).to.equal(403);
  });

  it("counts what it invalidates", () => {
    expect(stack().cloud.services.cloudwatch.prometheus()).to.match(/PathsInvalidated/i);
  });
});

describe("delivery to everybody", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("workflow");

  const addressOf = (key: string) => `${stack().output("deliveryUrl")}/${key}`;

  it("answers results by their keys, and follows the bucket", async () => {
    const address = addressOf("processed-delivered.jpg");
    expect((await view(address)).status, "before there is one").to.equal(403);
    await stack().put("delivered.jpg", await jpeg(640, 480));
    await stack().put("delivered.jpg", await jpeg(300, 600));
    const shown = await view(address);
    const stored = await stack().result("processed-delivered.jpg");
    expect(shown.bytes.equals(stored?.bytes ?? Buffer.alloc(0))).to.be.true;
    // An image that is refused takes the result of the one before with it.
    await stack().put("delivered.jpg", Buffer.from("no image"));
    expect((await view(address)).status).to.equal(403);
  });

  it("never answers originals, nor lists what there is", async () => {
    for (const path of ["", "delivered.jpg", "?list-type=2"])
      expect((await view(addressOf(path))).status).to.equal(403);
  });
});

describe("delivery of a set in several formats", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  before(async () => {
    const variants = [{ name: "hero", widths: [64], format: "each", formats: ["webp", "jpeg"] }];
    pipeline = await Pipeline.start({ delivery: true, variants });
    await pipeline.put("a/ü.jpg", await jpeg(640, 480));
  });
  after(() => pipeline.close());

  it("answers one address with the best format that a browser names, byte for byte", async () => {
    const address = `${pipeline.output("deliveryUrl")}/hero_64/a/%C3%BC.jpg`;
    const answers = [
      ["image/avif,image/webp,*/*", "hero_64_webp/a/ü.jpg.webp", "image/webp"],
      ["image/webp;q=0,*/*", "hero_64_jpeg/a/ü.jpg.jpg", "image/jpeg"],
      ["*/*", "hero_64_jpeg/a/ü.jpg.jpg", "image/jpeg"],
      ["image/webp", "hero_64_webp/a/ü.jpg.webp", "image/webp"],
    ] as const;
    const caches: (string | null)[] = [];
    for (const [accept, key, type] of answers) {
      const shown = await view(address, { accept });
      expect([shown.status, shown.headers.get("content-type")], accept).to.deep.equal([200, type]);
      expect(shown.headers.get("vary")).to.equal("Accept");
      expect(shown.bytes.equals((await pipeline.result(key))?.bytes ?? Buffer.alloc(0)), accept).to.be.true;
      caches.push(shown.cache);
    }
    expect(caches.map((cache) => cache?.split(" ")[0])).to.deep.equal(["Miss", "Miss", "Hit", "Hit"]);
  });
});
