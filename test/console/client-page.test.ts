import { expect } from "chai";
import type { Browser } from "playwright-core";

import { pictureHtml, type DescribedImage } from "../../clients/images.mjs";
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
    pipeline = await Pipeline.start({ variants, describe: true, uploadApi: true });
    browser = await launch(executable);
  });
  after(async () => {
    await browser?.close();
    await pipeline?.close();
  });

  it("shows the result of the screen's width in the best format, byte for byte what is stored", async () => {
    await pipeline.put("wide.jpg", await jpeg(1000, 500));
    const { credentials } = pipeline.cloud;
    const call = { method: "GET", path: "/images", query: { key: "wide.jpg" } };
    const { json } = await callApi(pipeline.output("uploadApiUrl"), call, credentials);
    const image = json as unknown as ImageDescription & DescribedImage;
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
      const stored = await pipeline.result(`hero_${width}_webp/wide.jpg.webp`);
      expect((await bodies.get(shown))?.equals(stored?.bytes ?? Buffer.alloc(0)), `${viewport}`).to.equal(true);
      await page.close();
    }
  });
});
