import { expect } from "chai";
import { definePixelLoops } from "../../src/loops/pixels";
import { LoopModule } from "../../src/loops/module";
import { PIXELS_WASM } from "../../src/wasm/pixels-wasm";

// What the other tests run on with FAST_JIMP_WASM=debug.
if (process.env["FAST_JIMP_WASM"] === "debug") {
  describe("the debug build of the loops", () => {
    it("stops at a failed assertion, with the names of the loops in the stack", () => {
      const { loops } = new LoopModule(PIXELS_WASM, definePixelLoops, "wasm").use((arena) => arena);
      let stack: string | undefined;
      try {
        loops.acrossBytes(1024, 16, 4, 2048, 3072, 7, 1, 4096, 16);
      } catch (error) {
        stack = (error as Error).stack;
      }
      expect(stack).to.match(/^RuntimeError: unreachable[^]*\bacrossBytes\b/);
    });
  });
}
