import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";

const folder = join(__dirname, "../../../imaging/src/resample/wasm");

describe("the resize's WebAssembly", () => {
  it("is what its source compiles to", async () => {
    const { compile } = (await import(pathToFileURL(join(folder, "build.mjs")).href)) as { compile: () => Promise<string> };
    expect(readFileSync(join(folder, "convolve-wasm.ts"), "utf8")).to.equal(await compile());
  });
});
