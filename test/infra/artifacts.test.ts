import { expect } from "chai";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { codecPackages } from "../../infra/codec-packages";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { bundleLayer } from "../../infra/layer-bundle";
import { thirdParty } from "../../infra/third-party";
import { filesOf } from "../support/mocks/archives";
import { runProgram, type Registration, type Registrations } from "../support/mocks/pulumi-program";

const LAYER_FOLDER = "nodejs/node_modules/@image-pipeline/layer";

/** The text of a file, which an archive has byte by byte. */
const textOf = (file = ""): string => Buffer.from(file, "latin1").toString();

describe("the deployed code", () => {
  let stack: Registrations;
  const deploy = (config: Record<string, string> = {}) =>
    runProgram((opts) => new ImagePipeline("images", stackArgs(config), opts), { code: true });
  before(async () => {
    stack = await deploy();
  });

  it("is the captured text alone in every function's archive", async () => {
    for (const fn of stack.ofType("aws:lambda/function:Function")) {
      expect(Object.keys(await filesOf(fn)), fn.name).to.deep.equal(["__index.js"]);
    }
  });

  it("requires nothing but the layer and Node's own modules", async () => {
    for (const fn of stack.ofType("aws:lambda/function:Function")) {
      const required = [...((await filesOf(fn))["__index.js"] ?? "").matchAll(/require\("([^"]+)"\)/g)].map(
        ([, id]) => id,
      );
      expect(new Set(required.filter((id) => !id?.startsWith("node:"))), fn.name).to.deep.equal(
        new Set(["@image-pipeline/layer"]),
      );
    }
  });

  it("holds no classes: they lose fields and messages when they are captured", async () => {
    for (const fn of stack.ofType("aws:lambda/function:Function")) {
      expect((await filesOf(fn))["__index.js"], fn.name).not.to.match(/\bclass\s+\w*\s*(extends|\{)/);
    }
  });

  it("has the layer's modules where Node looks for them, with WebAssembly and the licences of others", async () => {
    const files = await filesOf(stack.one("aws:lambda/layerVersion:LayerVersion", "images-layer"));
    const bundle = await bundleLayer();
    const names = ["THIRD_PARTY.md", "webp-decode.wasm", "webp-encode.wasm"];
    expect(Object.keys(files)).to.have.members(
      [...names, ...Object.keys(bundle.modules)].map((name) => `${LAYER_FOLDER}/${name}`),
    );
    for (const [name, text] of Object.entries(bundle.modules))
      expect(textOf(files[`${LAYER_FOLDER}/${name}`]), name).to.equal(text);
    expect(textOf(files[`${LAYER_FOLDER}/THIRD_PARTY.md`])).to.equal(thirdParty(bundle));
    for (const name of names.slice(1)) expect(files[`${LAYER_FOLDER}/${name}`]?.slice(0, 4), name).to.equal("\0asm");
  });

  it("has the decoders that config switches on as unmodified packages, each in a layer of its own", async () => {
    const all = await deploy({ heic: "true", jxl: "true" });
    for (const [format, { name, files, licence, decoder }] of Object.entries(codecPackages)) {
      const layer = all.one("aws:lambda/layerVersion:LayerVersion", `images-${format}`);
      expect(layer.inputs.licenseInfo).to.equal(licence);
      const contents = await filesOf(layer);
      const notices = format === "heic" ? [] : [`${name}/THIRD_PARTY.md`];
      const packaged = [{ name, files }, ...(decoder ? [decoder] : [])].flatMap((one) =>
        one.files.map((file) => `${one.name}/${file}`),
      );
      expect(Object.keys(contents)).to.have.members(
        [...packaged, ...notices].map((file) => `nodejs/node_modules/${file}`),
      );
      for (const file of packaged)
        expect(contents[`nodejs/node_modules/${file}`]).to.equal(readFileSync(require.resolve(file), "latin1"));
      expect(files.some((file) => file.endsWith("LICENSE")) && files.some((file) => file.endsWith(".wasm"))).to.be.true;
    }
    const layersOf = (name: string) =>
      (all.one("aws:lambda/function:Function", name).inputs.layers as string[]).map(
        (arn) => /images-(\w+)/.exec(arn)?.[1],
      );
    expect(layersOf("image-processing-function")).to.deep.equal(["layer", "avif", "heic", "jxl"]);
    expect(layersOf("image-failure-function")).to.deep.equal(["layer"]);
  });

  it("is the same text every time", async () => {
    const again = await deploy();
    for (const fn of stack.ofType("aws:lambda/function:Function")) {
      const other = again.all.find(({ type, name }) => type === fn.type && name === fn.name);
      expect(other && (await filesOf(other)), fn.name).to.deep.equal(await filesOf(fn));
    }
  });

  it("stays below 1.5 MB, compressed, a layer of a decoder below 0.6 MB, and that of AVIF's encoder below 1.6 MB", async () => {
    const bytesOf = async (resources: readonly Registration[]): Promise<number> => {
      const texts = await Promise.all(resources.map(filesOf));
      const bytes = texts
        .flatMap((files) => Object.values(files))
        .map((text) => gzipSync(Buffer.from(text, "latin1")).length);
      return bytes.reduce((sum, size) => sum + size, 0);
    };
    const layers = "aws:lambda/layerVersion:LayerVersion";
    const functions = stack.ofType("aws:lambda/function:Function");
    expect(await bytesOf([...functions, stack.one(layers, "images-layer")])).to.be.below(1.5e6);
    const all = await deploy({ heic: "true", jxl: "true" });
    for (const [format, most] of [
      ["avif", 1.6e6],
      ["heic", 0.6e6],
      ["jxl", 0.6e6],
    ] as const)
      // prettier-ignore
      expect(await bytesOf([all.one(layers, `images-${format}`)]), format).to.be.below(most);
  });

  it("names no path of the machine that built it", async () => {
    for (const { name, ...registration } of [
      ...stack.ofType("aws:lambda/function:Function"),
      ...stack.ofType("aws:lambda/layerVersion:LayerVersion"),
    ]) {
      const text = Object.values(await filesOf({ name, ...registration })).join("");
      expect(text.includes(process.cwd()), name).to.be.false;
    }
  });
});
