import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { chromium, type Browser, type Page } from "playwright-core";

/** Where Debian and others install it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The browser of `CHROMIUM`, or the first that is installed; undefined: there is none. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM !== undefined) return process.env.CHROMIUM;
  for (const name of NAMES) {
    try {
      return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/** Starts it without a window. It has no sandbox of its own: it shows nothing but the page under test. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}

/** A file to drop. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Drops files on the page, as a person would from a file manager. */
export async function drop(page: Page, files: readonly DroppedFile[]): Promise<void> {
  await page.evaluate(
    (encoded) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of encoded) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      const event = (type: string) =>
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true });
      document.body.dispatchEvent(event("dragover"));
      document.body.dispatchEvent(event("drop"));
    },
    files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") })),
  );
}

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong with the page's accessibility: rule and elements. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Axe {
      run(): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}
