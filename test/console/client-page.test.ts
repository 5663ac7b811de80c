import { expect } from "chai";
import type { Browser } from "playwright-core";

import { makeLoader, pictureHtml, type DescribedImage } from "../../clients/images.mjs";
import type { ImageDescription } from "../../handlers/contract";
import { findChromium, launch } from "./support/browser";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

const variants = [{ name: "hero", widths: [200, 400, 800], format: "each", formats: ["jpeg", "webp"] }];

describe("a page with the HTML of an image", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let browser: Browser;
  before(async function () {
    const executable = findChromium();
    if (executable === undefined) {
      console.log("    no Chromium is installed: set CHROMIUM to one, or apt-get install chromium");
      return this.skip();
    }
    pipeline = await Pipeline.start({ variants, describe: true, uploadApi: true, delivery: true });
    browser = await launch(executable);
  });
  after(async () => {
    await browser?.close();
    await pipeline?.close();
  });

  /** An image as the status API describes it. */
  async function described(key: string): Promise<ImageDescription & DescribedImage> {
    const call = { method: "GET", path: "/images", query: { key } };
    const { json } = await callApi(pipeline.output("uploadApiUrl"), call, pipeline.cloud.credentials);
    return json as unknown as ImageDescription & DescribedImage;
  }

  const stored = async (key: string): Promise<Buffer> => {
    const result = await pipeline.result(key);
    if (!result) throw new Error(`Expected a result ${key}; there is none.`);
    return result.bytes;
  };

  it("shows the result of the screen's width in the best format, byte for byte what is stored", async () => {
    await pipeline.put("wide.jpg", await jpeg(1000, 500));
    const image = await described("wide.jpg");
    for (const [viewport, width] of [
      [180, 200],
      [390, 400],
      [1200, 800],
    ] as const) {
      const page = await browser.newPage({ viewport: { width: viewport, height: 600 } });
      const bodies = new Map<string, Promise<Buffer>>();
      page.on("response", (response) => bodies.set(response.url(), response.body()));
      const picture = pictureHtml(image, "hero", { alt: "Corners", loading: "eager" });
      await page.setContent(`<!doctype html><style>body { margin: 0 }</style>${picture}`);
      const img = page.getByAltText("Corners");
      expect(await img.evaluate((one) => getComputedStyle(one).backgroundImage)).to.match(/^url\("data:image\/png/);
      const shown = await img.evaluate(async (one: HTMLImageElement) => {
        await one.decode();
        return one.currentSrc;
      });
      const result = image.results.find((one) => one.name === `hero_${width}_webp`);
      expect(shown, `${viewport}`).to.equal(result?.address);
      expect(shown.startsWith(`${pipeline.output("deliveryUrl")}/`), shown).to.equal(true);
      const bytes = await stored(`hero_${width}_webp/wide.jpg.webp`);
      expect((await bodies.get(shown))?.equals(bytes), `${viewport}`).to.equal(true);
      await page.close();
    }
  });

  it("shows by the loader's address what the browser takes, what has replaced it, and nothing once it is removed", async () => {
    const address = makeLoader({ base: pipeline.output("deliveryUrl"), set: "hero", widths: [200, 400, 800] });
    const src = address({ src: "changing.jpg", width: 200 });
    /** What a browser that has never seen the page shows: its size, and the bytes; of no image 0x0, and none. */
    const show = async () => {
      const page = await browser.newPage();
      const bodies: Promise<Buffer>[] = [];
      page.on("response", (response) => bodies.push(response.body()));
      await page.setContent(`<img alt="It" src="${src}">`);
      const size = await page.getByAltText("It").evaluate(async (one: HTMLImageElement) => {
        await one.decode().catch(() => undefined);
        return `${one.naturalWidth}x${one.naturalHeight}`;
      });
      const body = await bodies[0];
      await page.close();
      return { size, body };
    };
    await pipeline.put("changing.jpg", await jpeg(1000, 500));
    const first = await show();
    expect(first.size).to.equal("200x100");
    expect(first.body?.equals(await stored("hero_200_webp/changing.jpg.webp"))).to.equal(true);
    await pipeline.put("changing.jpg", await jpeg(500, 1000));
    const second = await show();
    expect(second.size).to.equal("200x400");
    expect(second.body?.equals(await stored("hero_200_webp/changing.jpg.webp"))).to.equal(true);
    await pipeline.remove("changing.jpg");
    expect(await show()).to.deep.equal({ size: "0x0", body: undefined });
  });
});
