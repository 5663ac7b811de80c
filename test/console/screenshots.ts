/**
 * Makes the pictures of the console in README and docs: `npm run screenshots`. They show `samples/`, which a script
 * makes.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import sharp from "sharp";

import { PROJECT_DIR, startCommand } from "../support/cli";
import { drop, findChromium, launch } from "./support/browser";

/** Colours of a picture: few enough for a small file. */
const COLOURS = 96;

async function main(): Promise<void> {
  const executable = findChromium();
  if (executable === undefined) throw new Error("no Chromium is installed: set CHROMIUM to one");
  const serve = startCommand("serve", "--port", "0");
  const browser = await launch(executable);
  try {
    const [, address = ""] = await serve.printed(/Console\S* .*(http:\S+token=\S+)/);
    const page = await browser.newPage({ viewport: { width: 1100, height: 720 } });
    await page.goto(address);
    await page.getByText("No images yet").waitFor();
    const folder = path.join(PROJECT_DIR, "samples");
    const names = readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name));
    await drop(
      page,
      names.map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) })),
    );
    await page.getByText(`${names.length} images: ${names.length} processed`).waitFor();
    await page.waitForLoadState("networkidle");
    const shoot = async (name: string) => {
      const picture = sharp(await page.screenshot()).png({ palette: true, colours: COLOURS, effort: 10 });
      await picture.toFile(path.join(PROJECT_DIR, "docs", `console-${name}.png`));
    };
    await shoot("images");
    await page.getByRole("tab", { name: "Playground" }).click();
    await page.getByLabel("Image").selectOption("balloon.png");
    await page.getByLabel("Fit").selectOption("contain");
    await page.getByLabel("Format").selectOption("webp");
    await page.getByText(/^\d+ × .*WEBP, rendered in/).waitFor();
    await page.getByText(/^sharp: .* of it$/).waitFor();
    await shoot("playground");
    await page.getByRole("tab", { name: "Access" }).click();
    await page.getByRole("region", { name: "Grants" }).waitFor();
    await shoot("access");
    await page.getByRole("tab", { name: "Images" }).click();
    await page.locator('.cards > li[data-key="balloon.png"]').getByRole("button").click();
    await page.getByText("Functions, calls and who has allowed them").click();
    await page
      .getByRole("region", { name: /^Calls of/ })
      .first()
      .scrollIntoViewIfNeeded();
    await shoot("trace");
  } finally {
    await browser.close();
    serve.child.kill("SIGINT");
    await serve.done;
  }
}

void main();
