import { gzipSync } from "node:zlib";

import { expect } from "chai";

import { bundlePage } from "../../../commands/console/page";

/** Bytes, compressed: script and style sheet together. */
const MAX_PAGE_BYTES = 120_000;

describe("the page of the console", () => {
  it("is one script and one style sheet, small, with nothing from elsewhere in them", async () => {
    const { script, style } = await bundlePage();
    expect(script).to.include("No images yet");
    expect(style).to.include("prefers-color-scheme");
    expect(gzipSync(script).length + gzipSync(style).length).to.be.below(MAX_PAGE_BYTES);
    // Names of XML namespaces, which nobody asks for, are the only addresses.
    const addresses = [...`${script}${style}`.matchAll(/https?:\/\/[^"'`\s)]+/g)].map(([address]) => address);
    expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).to.deep.equal([]);
  });
});
