import { createRequire } from "node:module";
import { PipelineLayer } from "../../../infra/pipeline-layer";
import { runProgram } from "../mocks/pulumi-program";

const layerBundle = createRequire(__filename)("../../../infra/layer-bundle") as object;

// Run by unhandled-rejections.test.ts: a test that has to fail.
describe("a stack whose layer cannot be built", () => {
  it("is registered", async () => {
    Object.assign(layerBundle, { bundleLayer: () => Promise.reject(new Error("the layer cannot be built")) });
    await runProgram((opts) => new PipelineLayer("layer", { layerName: "layer" }, opts));
  });

  it("leaves other tests alone", () => undefined);
});
