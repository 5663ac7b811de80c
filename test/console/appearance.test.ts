import { expect } from "chai";
import type { Page, Route } from "playwright-core";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { corners } from "../support/e2e/images";
import { drop } from "./support/browser";
import { useConsole } from "./support/use-console";

describe("the console of a stack that describes images", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const suite = useConsole("full");
  let page: Page;
  const held: Route[] = [];
  let holds = true;
  before(async () => {
    ({ page } = suite());
    await page.getByText("No images yet").waitFor();
    await page.route(/\/content\/result/, (route) => (holds ? void held.push(route) : route.continue()));
    await drop(page, [{ name: "corners.jpg", bytes: await corners(800, 600).jpeg().toBuffer() }]);
    await page.getByText("1 image: 1 processed").waitFor();
  });

  const background = () => page.locator(".card img").evaluate((image) => getComputedStyle(image).backgroundImage);

  it("shows the placeholder of an image until the image is there", async () => {
    await page.waitForFunction(() =>
      getComputedStyle(document.querySelector(".card img") ?? document.body).backgroundImage.startsWith("url("),
    );
    expect(await background()).to.match(/^url\("data:image\/png;base64,/);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}-loading.png` });
    holds = false;
    for (const route of held) await route.continue();
    await page.waitForFunction(() => {
      const image = document.querySelector<HTMLImageElement>(".card img");
      return image?.naturalWidth === 300 && getComputedStyle(image).backgroundImage === "none";
    });
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}-loaded.png` });
  });

  it("says of an image what its record does", async () => {
    await page.locator(".card").getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Average colour").waitFor();
    expect(await dialog.textContent()).to.match(/Average colour #[0-9a-f]{6}Dominant colour #[0-9a-f]{6}/);
    const shown = await dialog.getByAltText("Placeholder").evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(shown).to.equal(32);
    const swatch = await dialog
      .locator(".swatch")
      .first()
      .evaluate((one) => getComputedStyle(one).backgroundColor);
    expect(swatch).to.match(/^rgb\(\d+, \d+, \d+\)$/);
    if (process.env.SHOTS) {
      await dialog.getByText("Perceptual hash").scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${process.env.SHOTS}-detail.png` });
    }
    expect(suite().complaints).to.deep.equal([]);
  });
});
