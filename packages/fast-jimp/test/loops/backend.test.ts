import { expect } from "chai";
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { exampleJpeg, examplePng } from "../support/images";

const RENDER = `
const Jimp = require("./index.js").createLazyJimp();
const draw = async (file, format) => {
  const image = await Jimp.fromBuffer(require("node:fs").readFileSync(file));
  return image.cover({ w: 20, h: 17 }).getBuffer("image/" + format);
};`;
/** Prints digests of images that every module of loops has a part in, or why there are none. */
const DIGESTS = `${RENDER}
const digest = (bytes) => require("node:crypto").createHash("sha256").update(bytes).digest("hex");
Promise.all([draw("in.jpg", "jpeg"), draw("in.png", "png")])
  .then((results) => results.map(digest).join(), (error) => error.message)
  .then((answer) => process.stdout.write(answer));`;
/** WebAssembly that cannot be used unnoticed. */
const NO_MODULES = `
if (globalThis.WebAssembly) WebAssembly.Module = function () { throw new Error("no module is compiled"); };`;
const NO_SIMD = "WebAssembly.validate = () => false;";

describe("the loops run", () => {
  let dir: string;
  let expected: string;

  const run = (
    program: string,
    { flags = [], env = {} }: { flags?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
  ) =>
    execFileSync(process.execPath, [...flags, "-e", program], {
      cwd: dir,
      env: { ...process.env, FAST_JIMP_WASM: undefined, ...env },
      encoding: "utf8",
    });

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "fast-jimp-backend-"));
    await build({
      ...{ bundle: true, minify: true, platform: "node", format: "cjs", target: "node20", logLevel: "silent" },
      conditions: ["source"],
      entryPoints: [require.resolve("@image-pipeline/fast-jimp")],
      outfile: join(dir, "index.js"),
    });
    writeFileSync(join(dir, "in.jpg"), exampleJpeg());
    writeFileSync(join(dir, "in.png"), examplePng());
    writeFileSync(join(dir, "in.webp"), await sharp(examplePng()).webp().toBuffer());
    expected = run(DIGESTS);
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  it("as WebAssembly where the engine has it with SIMD", () => {
    expect(expected).to.match(/^[0-9a-f]{64},[0-9a-f]{64}$/);
    expect(run(`${NO_MODULES} ${DIGESTS}`)).to.equal("no module is compiled");
  });

  it("in JavaScript with FAST_JIMP_WASM=0, with the same bytes", () => {
    expect(run(`${NO_MODULES} ${DIGESTS}`, { env: { FAST_JIMP_WASM: "0" } })).to.equal(expected);
  });

  it("in JavaScript where the engine's WebAssembly has no SIMD, with the same bytes", () => {
    expect(run(`${NO_SIMD} ${NO_MODULES} ${DIGESTS}`)).to.equal(expected);
  });

  it("in JavaScript where the engine has no WebAssembly, with the same bytes; WebP is refused by name", () => {
    const flags = ["--jitless"];
    expect(run(DIGESTS, { flags })).to.equal(expected);
    const program = `${RENDER}
      const answer = (file) => draw(file, "webp").then(() => "rendered", (error) => error.code + ": " + error.message);
      Promise.all(["in.webp", "in.png"].map(answer)).then((answers) => process.stdout.write(answers.join("|")));`;
    const refusal = "FORMAT_UNSUPPORTED: WebP, in a JavaScript engine without WebAssembly, is not supported.";
    expect(run(program, { flags }).split("|")).to.deep.equal([refusal, refusal]);
  });
});
