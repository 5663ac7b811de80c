import { expect } from "chai";
import { build, type BuildOptions, type Metafile } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { exampleJpeg, examplePng } from "./support/images";

const wasmFiles = ["@jsquash/webp/codec/dec/webp_dec.wasm", "@jsquash/webp/codec/enc/webp_enc_simd.wasm"];

/** Renders a JPEG and a WebP that is made of it, in a Node without this project's modules. */
const PROGRAM = `
const { probe, render } = require("./index.js");
const { readFileSync } = require("node:fs");
const variant = { name: "a", width: 30, height: 20, fit: "cover", quality: 80, background: "#ffffff" };
(async () => {
  const [jpeg] = await render(readFileSync("in.jpg"), [{ ...variant, format: "auto" }]);
  const [png] = await render(readFileSync("in.png"), [{ ...variant, format: "auto" }]);
  const [webp] = await render(readFileSync("in.png"), [{ ...variant, format: "webp" }]);
  const [again] = await render(webp.bytes, [{ ...variant, format: "auto" }]);
  console.log(JSON.stringify([jpeg, png, webp, again].map((result) => [probe(result.bytes).format, result.width, result.height])));
})();`;

describe("fast-jimp as one bundle", () => {
  let dir: string;
  let metafile: Metafile;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "imaging-bundle-"));
    const entry = require.resolve("@image-pipeline/fast-jimp");
    const options = {
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      conditions: ["source"],
    } satisfies BuildOptions;
    const result = await build({
      ...options,
      entryPoints: [entry],
      outfile: join(dir, "index.js"),
      metafile: true,
      logLevel: "silent",
    });
    metafile = result.metafile;
    writeFileSync(join(dir, "in.jpg"), exampleJpeg());
    writeFileSync(join(dir, "in.png"), examplePng());
    writeFileSync(join(dir, "run.js"), PROGRAM);
    for (const file of wasmFiles) copyFileSync(require.resolve(file), join(dir, basename(file)));
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  it("runs in plain Node, with the WebAssembly files beside it", () => {
    const output = execFileSync(process.execPath, ["run.js"], { cwd: dir, encoding: "utf8" });
    expect(JSON.parse(output)).to.deep.equal([["jpeg", 30, 20], ["png", 30, 20], ["webp", 30, 20], ["jpeg", 30, 20]]); // prettier-ignore
  });

  it("names a missing WebAssembly file, and does not refuse the image", () => {
    rmSync(join(dir, "webp_enc_simd.wasm"));
    const run = `require("./index.js").render(require("fs").readFileSync("in.png"), [{ name: "a", width: 9, height: 9, fit: "cover", format: "webp", quality: 80, background: "#ffffff" }]).catch((error) => console.log(error.code, error.message))`;
    const output = execFileSync(process.execPath, ["-e", run], { cwd: dir, encoding: "utf8" });
    expect(output).to.match(/^MODULE_NOT_FOUND .*webp_enc_simd\.wasm/);
  });

  it("is small and contains no AWS and none of the codecs of jimp that it replaces", () => {
    expect(statSync(join(dir, "index.js")).size).to.be.below(300_000);
    const packages = new Set(
      Object.keys(metafile.inputs).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    );
    for (const name of ["file-type", "jpeg-js", "pngjs", "zod", "@jimp/core"])
      expect([...packages]).not.to.include(name);
    expect([...packages].filter((name) => /aws/i.test(name))).to.deep.equal([]);
  });
});
