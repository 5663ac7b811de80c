import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";

const folder = join(__dirname, "../../../imaging/src/wasm");
interface Build {
  readonly modules: Readonly<Record<string, readonly string[]>>;
  readonly compile: (name: string) => Promise<string>;
}

describe("the WebAssembly modules", () => {
  it("are what their sources compile to", async () => {
    const { modules, compile } = (await import(pathToFileURL(join(folder, "build.mjs")).href)) as Build;
    for (const name of Object.keys(modules)) {
      expect(readFileSync(join(folder, `${name}-wasm.ts`), "utf8"), name).to.equal(await compile(name));
    }
  });
});
