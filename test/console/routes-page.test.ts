import { expect } from "chai";
import type { Browser, Page } from "playwright-core";

import { startConsole } from "../../commands/console/console";
import type { GuardedServer } from "../../commands/console/http-server";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";
import { accessibilityProblems, drop, findChromium, launch } from "./support/browser";

const routes = [
  { prefix: "photos/", suffixes: [".jpg"], variants: [{ name: "page", width: 120, height: 120 }] },
  { prefix: "avatars/", suffixes: [".png", ".jpg"], variants: [{ name: "thumb", width: 20, height: 20 }] },
];

describe("the console of a stack with routes in a browser", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let server: GuardedServer;
  let browser: Browser;
  let page: Page;
  before(async function () {
    const executable = findChromium();
    if (executable === undefined) {
      console.log("    no Chromium is installed: set CHROMIUM to one, or apt-get install chromium");
      return this.skip();
    }
    pipeline = await Pipeline.start({ routes, uploadApi: true });
    server = await startConsole(pipeline.stack, "dev", 0);
    browser = await launch(executable);
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(HANG_TIMEOUT_MS);
    await page.goto(server.address);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await pipeline?.close();
  });

  it("uploads below the prefix that is chosen, and shows the results of its route", async () => {
    await page.getByText("This stack processes .jpg below photos/.").waitFor();
    await drop(page, [{ name: "bird.jpg", bytes: await jpeg(320, 160) }]);
    await page.locator('.cards > li[data-key="photos/bird.jpg"]').waitFor();
    await page.getByLabel("Upload below").selectOption("avatars/");
    await page.getByText("This stack processes .png, .jpg below avatars/.").waitFor();
    await drop(page, [{ name: "cat.jpg", bytes: await jpeg(320, 160) }]);
    await page.getByText(/^2 images: 2 processed$/).waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.locator('.cards > li[data-key="avatars/cat.jpg"]').getByRole("button").click();
    const result = page.getByRole("dialog").getByAltText("thumb of avatars/cat.jpg");
    await result.waitFor();
    const size = await result.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    expect(size).to.deep.equal([20, 20]);
  });
});
