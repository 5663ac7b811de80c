import { expect } from "chai";
import type { Page } from "playwright-core";
import sharp from "sharp";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { corners } from "../support/e2e/images";
import { accessibilityProblems, drop } from "./support/browser";
import { skipAfterFailure, useConsole } from "./support/use-console";

/** Tabs of the page by name. */
const TABS = [
  "Images",
  "Playground",
  "Events",
  "Functions and logs",
  "Stack",
  "Access",
  "Policies",
  "Metrics and alarms",
  "Faults",
];

describe("the console's look into the stack", function () {
  this.timeout(HANG_TIMEOUT_MS);
  skipAfterFailure();
  const suite = useConsole();
  let page: Page;
  before(async () => {
    ({ page } = suite());
    await page.getByText("No images yet").waitFor();
    const plain = await corners(800, 600).jpeg().toBuffer();
    const tagged = sharp(plain)
      .withIccProfile("p3")
      .withExif({ IFD0: { Copyright: "somebody" } });
    await drop(page, [
      { name: "plain.jpg", bytes: plain },
      { name: "tagged.jpg", bytes: await tagged.jpeg().toBuffer() },
    ]);
    await page.getByText("2 images: 2 processed").waitFor();
  });

  const card = (key: string) => page.locator(`.cards > li[data-key="${key}"]`);
  const tab = (name: string) => page.getByRole("tab", { name, exact: true }).click();

  it("says of each result which metadata it has lost, and how long each step took", async () => {
    await card("tagged.jpg").getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("; has EXIF, colour profile").waitFor();
    await dialog.getByText("; colour profile kept, EXIF dropped").waitFor();
    const text = await dialog.locator(".facts").textContent();
    for (const step of ["Read", "Decode", "Resize", "Encode", "Write"]) {
      expect(text).to.match(new RegExp(`${step}[\\d.]+ m?s`));
    }
    await page.keyboard.press("Escape");
    await card("plain.jpg").getByRole("button").click();
    await dialog.getByText("; has no metadata").waitFor();
    await page.keyboard.press("Escape");
  });

  it("traces an image: which function, which calls, and which statement has allowed each", async () => {
    await card("plain.jpg").getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Functions, calls and who has allowed them").click();
    const calls = dialog.getByRole("region", { name: /^Calls of image-processing-function.*attempt 1$/ });
    await calls.getByRole("row", { name: /s3 GetObject plain.jpg .* 200 .*s3:GetObject/ }).waitFor();
    await calls.getByRole("row", { name: /s3 PutObject processed-plain.jpg/ }).waitFor();
    await calls.getByRole("row", { name: /dynamodb PutItem image-metadata/ }).waitFor();
    expect(await calls.textContent()).not.to.include("no statement allows it");
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.keyboard.press("Escape");
  });

  it("shows what a role may, has used, was denied, and what would have sufficed", async () => {
    await tab("Access");
    const grants = page.getByRole("region", { name: "Grants" });
    await grants.getByText("s3:GetObject", { exact: false }).first().waitFor();
    const role = page.getByLabel("Role");
    const [processing = ""] = await role
      .locator("option", { hasText: "image-processing-function" })
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    await role.selectOption(processing);
    await page.getByText("Nothing was denied to this role.").waitFor();
    const text = (await page.locator("pre").textContent()) ?? "";
    const { Statement } = JSON.parse(text) as { Statement: { Action: string[] }[] };
    expect(Statement.flatMap(({ Action }) => Action)).to.include.members(["s3:GetObject", "s3:PutObject"]);
    expect(Statement.flatMap(({ Action }) => Action)).not.to.include("s3:*");
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("shows what the policy pack has checked, and why findings are accepted", async () => {
    await tab("Policies");
    await page.getByText(/: \d+ rules have checked \d+ resources; \d+ findings, \d+ exceptions/).waitFor();
    const exceptions = page.getByRole("region", { name: "Exceptions" });
    await exceptions.getByRole("row", { name: /lambda-concurrency .*A new AWS account has no concurrency/ }).waitFor();
    // It names the stack "full".
    expect(await exceptions.getByText("urn:pulumi:full").count()).to.equal(0);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("draws metrics, and what each alarm watches beside its state", async () => {
    await tab("Metrics and alarms");
    await page.getByRole("img", { name: /^Images processed, the last 5 minutes: latest \d+, highest \d+$/ }).waitFor();
    await page.getByRole("img", { name: /^Processing time, p95.* m?s, highest / }).waitFor();
    const row = page.getByRole("row", { name: /refused-rate/ });
    await row.getByRole("img").waitFor();
    await row.getByText(/threshold \d+/).waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("shows a result beside sharp's of the same settings, with the bytes of both", async () => {
    await tab("Playground");
    await page.getByLabel("Image").selectOption("plain.jpg");
    await page.getByText(/^sharp: 300 × 300, .* JPEG.*; this stack's takes \d+ % of it$/).waitFor();
    const drawn = page.getByAltText("plain.jpg by sharp");
    expect(await drawn.evaluate((image: HTMLImageElement) => image.decode().then(() => image.width))).to.equal(300);
    await page.getByLabel("Sepia").check();
    await page.getByText(/it leaves the operations out$/).waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("brings a deleted image back", async () => {
    await tab("Images");
    await card("plain.jpg").getByRole("button").click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete original, results and record" }).click();
    await card("plain.jpg").waitFor({ state: "detached" });
    await page.getByText("Deleted images").click();
    await page.getByRole("button", { name: "Restore plain.jpg" }).click();
    await page.getByText("plain.jpg is restored").waitFor();
    await card("plain.jpg").getByText("processed", { exact: true }).waitFor();
    await page.getByText("No deleted image is kept.").waitFor();
    // What was shown of it when it was deleted does not open by itself.
    expect(await page.getByRole("dialog").count()).to.equal(0);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`fits a phone, ${colorScheme}, without motion, in every tab`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width: 390, height: 800 });
      for (const name of TABS) {
        await tab(name);
        await page.waitForLoadState("networkidle");
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, name).to.be.at.most(390);
        expect(await accessibilityProblems(page), name).to.deep.equal([]);
      }
    });
  }

  it("has asked nobody else for anything, and broken no rule of its own", () => {
    const { foreign, complaints } = suite();
    expect({ foreign, complaints }).to.deep.equal({ foreign: [], complaints: [] });
  });
});
