import type { Browser, Page } from "playwright-core";

import { startCommand } from "../../support/cli";
import { findChromium, launch } from "./browser";

/** Longest wait for something on the page: twenty images on a busy machine. */
const PAGE_TIMEOUT_MS = 60_000;

/** A page of the console in a browser, for the tests of a suite. */
export interface SuitePage {
  readonly page: Page;
  /** Requests to others. */
  readonly foreign: readonly string[];
  /** What the browser has complained about. */
  readonly complaints: readonly string[];
}

/**
 * Serves a stack and opens its console before the tests of the suite it is called in, and ends both after them.
 *
 * @param stack its name. Default: that of the command
 */
export function useConsole(stack?: string): () => SuitePage {
  let serve: ReturnType<typeof startCommand> | undefined;
  let browser: Browser | undefined;
  let suite: SuitePage | undefined;
  before(async function () {
    const executable = findChromium();
    if (executable === undefined) {
      console.log("    no Chromium is installed: set CHROMIUM to one, or apt-get install chromium");
      return this.skip();
    }
    serve = startCommand("serve", "--port", "0", ...(stack === undefined ? [] : ["--stack", stack]));
    const [, address = ""] = await serve.printed(/Console\S* .*(http:\S+token=\S+)/);
    browser = await launch(executable);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(new URL(address).origin) && !/^(data|blob):/.test(url)) foreign.push(url);
    });
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      // An answer that says no is shown by the page.
      if (message.type() === "error" && !message.text().startsWith("Failed to load")) complaints.push(message.text());
    });
    suite = { page, foreign, complaints };
    await page.goto(address);
  });
  after(async () => {
    await browser?.close();
    serve?.child.kill("SIGINT");
    await serve?.done;
  });
  return () => {
    if (suite === undefined) throw new Error("the console is not open");
    return suite;
  };
}

/**
 * Skips what follows a failed test of the suite it is called in, where each test goes on from the one before it.
 * Mocha's `bail` would end the whole run.
 */
export function skipAfterFailure(): void {
  let hasFailed = false;
  beforeEach(function () {
    if (hasFailed) this.skip();
  });
  afterEach(function () {
    hasFailed ||= this.currentTest?.state === "failed";
  });
}
