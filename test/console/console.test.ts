import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";
import type { Page } from "playwright-core";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { accessibilityProblems, drop } from "./support/browser";
import { refused, twentyImages } from "./support/images";
import { skipAfterFailure, useConsole } from "./support/use-console";

describe("the console in a browser", function () {
  this.timeout(HANG_TIMEOUT_MS);
  skipAfterFailure();
  const suite = useConsole();
  let page: Page;
  let dir: string;
  before(() => {
    ({ page } = suite());
    dir = mkdtempSync(path.join(tmpdir(), "console-"));
  });
  after(() => dir && rmSync(dir, { recursive: true }));

  const cards = () => page.locator(".cards > li");
  const card = (key: string) => page.locator(`.cards > li[data-key="${key}"]`);
  const summary = (text: RegExp) => page.getByRole("status").filter({ hasText: text }).first().waitFor();

  it("says what to do while there is nothing", async () => {
    await page.getByText("No images yet").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("shows twenty dropped files with what has become of each", async () => {
    const files = await twentyImages();
    await drop(page, files);
    await summary(/^20 images: 17 processed, 3 refused$/);
    expect(await cards().count()).to.equal(20);
    for (const [name, reason] of Object.entries(refused)) {
      expect(await card(name).textContent(), name)
        .to.include("refused")
        .and.include(reason);
    }
    expect(await card("turned.jpg").textContent()).to.include("600 × 800");
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("shows an image beside its results at true size, and what was measured", async () => {
    await card("image-02.jpg").getByRole("button").click();
    const dialog = page.getByRole("dialog");
    const result = dialog.getByAltText("processed of image-02.jpg");
    await result.waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll("dialog img")].every((image) => (image as HTMLImageElement).complete),
    );
    const drawn = await result.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.width, image.height]);
    expect(drawn).to.deep.equal([300, 300, 300]);
    const text = await dialog.textContent();
    expect(text)
      .to.match(/Upload\d+ ms|Upload\d/)
      .and.match(/Function image-processing-function-\w+\d+ (ms|s)|Function image/);
    expect(text).to.include("360 × 460").and.include("JPEG");
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("moves the line between before and after by keyboard", async () => {
    await card("image-02.jpg").getByRole("button").click();
    const slider = page.getByRole("slider", { name: /Share of the original/ });
    await slider.focus();
    await page.keyboard.press("End");
    await page.getByText("that is shown: 100 %").waitFor();
    const before = page.getByAltText("Original, before");
    expect(await before.evaluate((layer) => getComputedStyle(layer).clipPath)).to.match(
      /^inset\(0(px)?( 0%( 0px){0,2})?\)$/,
    );
    await page.keyboard.press("ArrowLeft");
    await page.getByText("that is shown: 99 %").waitFor();
    await page.keyboard.press("Escape");
  });

  it("says of a refused image why, and what to do", async () => {
    await card("huge.png").getByRole("button").click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.textContent())
      .to.include("IMAGE_TOO_LARGE")
      .and.include("maxInputMegapixels");
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  it("finds images by name and by state", async () => {
    await page.getByLabel("Search").fill("IMAGE-0");
    await summary(/; 9 shown$/);
    await page.getByLabel("Search").fill("");
    await page.getByLabel("State").selectOption("refused");
    await summary(/; 3 shown$/);
    await page.getByLabel("State").selectOption("all");
  });

  it("says at once of a file that the stack does not process that it was not uploaded", async () => {
    await drop(page, [{ name: "notes.txt", bytes: Buffer.from("notes") }]);
    await card("notes.txt").getByText("Expected a name that ends with").waitFor();
    await card("notes.txt")
      .getByRole("button", { name: /Dismiss/ })
      .click();
    await card("notes.txt").waitFor({ state: "detached" });
  });

  it("keeps everything over a reload", async () => {
    await page.reload();
    await summary(/^20 images: 17 processed, 3 refused$/);
    expect(await cards().count()).to.equal(20);
  });

  it("processes an image again", async () => {
    const again = page.waitForResponse((answer) => answer.url().includes("/api/images/process"));
    await card("image-01.png").getByRole("button").click();
    await page.getByRole("button", { name: "Process again" }).click();
    expect((await again).status()).to.equal(202);
    await page.getByText("It is being processed again.").waitFor();
    await page.keyboard.press("Escape");
  });

  it("tries a variant's settings on an image at once, and has them as YAML", async () => {
    await page.getByRole("tab", { name: "Playground" }).click();
    await page.getByLabel("Image").selectOption("turned.jpg");
    await page.getByText(/^300 × 300, .* JPEG, rendered in/).waitFor();
    await page.getByLabel("Width, px").fill("120");
    await page.getByLabel("Format").selectOption("webp");
    await page.getByLabel("Greyscale").check();
    await page.getByText(/^120 × 300, .* WEBP, rendered in/).waitFor();
    const image = page.getByAltText("turned.jpg with these settings");
    expect(await image.evaluate((drawn: HTMLImageElement) => drawn.decode().then(() => drawn.width))).to.equal(120);
    const yaml = await page.locator("pre").textContent();
    expect(yaml)
      .to.include("width: 120\n")
      .and.include('format: "webp"\n')
      .and.include("operations:\n      - greyscale: true");
    // Chroma samples are JPEG's.
    expect(await page.getByLabel("Chroma").count()).to.equal(0);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.getByRole("tab", { name: "Images" }).click();
  });

  it("lists what has happened", async () => {
    await page.getByRole("tab", { name: "Images" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const events = page.getByRole("region", { name: /Events/ });
    await events
      .getByText(/image-processing-function-\w+ \d+ ms/)
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.getByRole("tab", { name: "Images" }).click();
  });

  it("shows functions with their runs, and what they have logged", async () => {
    await page.getByRole("tab", { name: "Functions and logs" }).click();
    const row = page.getByRole("row", { name: /^image-processing-function/ });
    await row.waitFor();
    const [runs = ""] = await row.getByRole("cell").allTextContents();
    expect(Number(runs)).to.be.at.least(20);
    await page
      .getByRole("region", { name: /Lines of \/aws\/lambda\/image-processing/ })
      .getByText("NOT_AN_IMAGE")
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("shows who triggers, reads and writes whom", async () => {
    await page.getByRole("tab", { name: "Stack" }).click();
    const bucket = page.getByRole("listitem").filter({ hasText: /^images-source-bucket/ });
    await bucket
      .getByRole("listitem")
      .filter({ hasText: /^triggers image-processing-function/ })
      .waitFor();
    await bucket
      .getByRole("button", { name: /image-processing-function/ })
      .first()
      .click();
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? "");
    expect(focused)
      .to.match(/^image-processing-function/)
      .and.match(/writes, ?deletes in images-destination-bucket|writes/);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("shows alarms with their states", async () => {
    await page.getByRole("tab", { name: "Metrics and alarms" }).click();
    // Three of twenty images were refused, and more than a fifth at times.
    await page
      .getByRole("row", { name: /refused-rate/ })
      .getByText(/^(alarm|OK|no data)$/)
      .waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.reload();
    expect(await page.getByRole("tab", { name: "Metrics and alarms" }).getAttribute("aria-selected")).to.equal("true");
    await page.getByRole("tab", { name: "Images" }).click();
  });

  it("uploads a chosen folder, each file under its path, hidden ones left out", async () => {
    const folder = path.join(dir, "holiday");
    const [first] = await twentyImages();
    mkdirSync(path.join(folder, "day 1"), { recursive: true });
    writeFileSync(path.join(folder, "day 1", "sea.png"), first?.bytes ?? "");
    writeFileSync(path.join(folder, ".hidden.png"), first?.bytes ?? "");
    await page.getByLabel("Choose a folder").setInputFiles(folder);
    await card("holiday/day 1/sea.png").getByText("processed", { exact: true }).waitFor();
    expect(await page.getByText(".hidden").count()).to.equal(0);
  });

  it("lets an image fail, and sends its dead letter back once the fault is off", async () => {
    await page.getByRole("tab", { name: "Faults" }).click();
    const refused = page.getByRole("checkbox", { name: "S3 refuses to store results" });
    await refused.check();
    await page.locator(".node.on").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.getByRole("tab", { name: "Images" }).click();
    const [first] = await twentyImages();
    await drop(page, [{ name: "unlucky.png", bytes: first?.bytes ?? Buffer.alloc(0) }]);
    await card("unlucky.png").getByText("failed", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Faults" }).click();
    await refused.uncheck();
    await page.locator(".node.on").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Send dead letters back" }).click();
    await page.getByText("1 sent back.").waitFor();
    await page.getByRole("tab", { name: "Images" }).click();
    await card("unlucky.png").getByText("processed", { exact: true }).waitFor();
  });

  it("deletes one image, and then all of them", async () => {
    await card("clear.webp").getByRole("button").click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete original, results and record" }).click();
    await summary(/^21 images/);
    await page.getByRole("button", { name: "Delete those shown" }).click();
    await page.getByRole("button", { name: "Delete 21 with their results" }).click();
    await page.getByText("No images yet").waitFor();
    await page.reload();
    await page.getByText("No images yet").waitFor();
  });

  it("has asked nobody else for anything, and broken no rule of its own", () => {
    const { foreign, complaints } = suite();
    expect({ foreign, complaints }).to.deep.equal({ foreign: [], complaints: [] });
  });
});
