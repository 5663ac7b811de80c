import { expect } from "chai";
import { build, type BuildOptions, type Metafile } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { encodeAvif, encodeJxl } from "./support/encoders";
import { exampleJpeg, examplePng, scene } from "./support/images";
import { encodeHeic } from "./support/images/heif";

const wasmFiles = [
  "@image-pipeline/fast-jimp/libwebp/webp-decode.wasm",
  "@image-pipeline/fast-jimp/libwebp/webp-encode.wasm",
];

/** Renders a JPEG and a WebP that is made of it, in a Node without this project's modules. */
const PROGRAM = `
const { createLazyJimp } = require("./index.js");
const { readFileSync } = require("node:fs");
const Jimp = createLazyJimp();
const covered = async (bytes, mime) => {
  const image = await Jimp.fromBuffer(bytes);
  return image.cover({ w: 30, h: 20 }).getBuffer(mime ?? image.mime);
};
(async () => {
  const jpeg = await covered(readFileSync("in.jpg"));
  const png = await covered(readFileSync("in.png"));
  const webp = await covered(readFileSync("in.png"), "image/webp");
  const again = await covered(webp, "image/jpeg");
  const images = await Promise.all([jpeg, png, webp, again].map((bytes) => Jimp.fromBuffer(bytes)));
  console.log(JSON.stringify(images.map(({ mime, width, height }) => [mime, width, height])));
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
    expect(JSON.parse(output)).to.deep.equal([["image/jpeg", 30, 20], ["image/png", 30, 20], ["image/webp", 30, 20], ["image/jpeg", 30, 20]]); // prettier-ignore
  });

  it("names a missing WebAssembly file, and does not refuse the image", () => {
    rmSync(join(dir, "webp-encode.wasm"));
    const run = `require("./index.js").createLazyJimp().fromBuffer(require("fs").readFileSync("in.png"))
      .then((image) => image.getBuffer("image/webp"))
      .catch((error) => console.log(error.code, error.message))`;
    const output = execFileSync(process.execPath, ["-e", run], { cwd: dir, encoding: "utf8" });
    expect(output).to.match(/^MODULE_NOT_FOUND .*webp-encode\.wasm/);
  });

  it("refuses AVIF, HEIC and JPEG XL by name where their decoders are not installed, and decodes them where they are", async () => {
    const image = scene(32, 16);
    const files = { avif: await encodeAvif(image), heic: encodeHeic(image), jxl: await encodeJxl(image) };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, `in.${name}`), bytes);
    const run = `const { createLazyJimp } = require("./index.js");
      const Jimp = createLazyJimp({ howToEnable: { heic: "Set heic to true." } });
      (async () => {
        for (const name of ["avif", "heic", "jxl"]) {
          const file = require("fs").readFileSync("in." + name);
          await Jimp.fromBuffer(file).then((image) => image.getBuffer("image/png"))
            .then((png) => console.log(png.toString("latin1", 1, 4)), (error) => console.log(error.code, error.message));
        }
      })()`;
    const lines = (modules: string): string[] =>
      execFileSync(process.execPath, ["-e", run], {
        cwd: dir,
        encoding: "utf8",
        env: { ...process.env, NODE_PATH: modules },
      })
        .trim()
        .split("\n");
    expect(lines("")).to.deep.equal([
      "FORMAT_UNSUPPORTED AVIF images are not accepted here. Install the package @image-pipeline/fast-jimp to read them.",
      "FORMAT_UNSUPPORTED HEIC images are not accepted here. Set heic to true.",
      "FORMAT_UNSUPPORTED JPEG XL images are not accepted here. Install the package @jsquash/jxl to read them.",
    ]);
    // As in a Lambda layer of its own.
    expect(lines(join(__dirname, "..", "..", "..", "node_modules"))).to.deep.equal(["PNG", "PNG", "PNG"]);
  });

  it("is small and contains jimp, without its plugins and the codecs that are replaced, and no AWS", () => {
    expect(statSync(join(dir, "index.js")).size).to.be.below(460_000);
    const packages = new Set(
      Object.keys(metafile.inputs).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    );
    expect([...packages]).to.include("@jimp/core");
    for (const name of ["jpeg-js", "pngjs", "omggif", "bmp-ts", "utif2"]) expect([...packages]).not.to.include(name);
    expect([...packages].filter((name) => name.startsWith("@jimp/plugin"))).to.deep.equal([]);
    expect([...packages].filter((name) => /aws/i.test(name))).to.deep.equal([]);
  });
});
