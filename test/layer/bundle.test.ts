import { expect } from "chai";
import { Edge as jimpsEdge } from "@jimp/types";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../infra/config";
import { loadedWith } from "../../infra/joined-modules";
import { bundleLayer } from "../../infra/layer-bundle";
import { Edge } from "../../layer/jimp-types";
import { exampleJpeg } from "../../packages/fast-jimp/test/support/images";

/** Runs in a process of its own, where only the bundle can be required, and prints its results. */
const PROGRAM = `
const { connect } = require("@image-pipeline/layer");
const { Jimp, imageId, records, store, settings } = connect(process.env);
const file = require("node:fs").readFileSync("image.jpg");
(async () => {
  const image = await Jimp.fromBuffer(file, settings);
  const { mime, width, height } = image;
  const drawn = settings.variants.map(({ width: w, height: h }) => image.clone().cover({ w, h }));
  const results = await Promise.all(drawn.map((one) => one.getBuffer("image/jpeg", { quality: 75 })));
  console.log(JSON.stringify({
    header: { mime, width, height },
    results: results.map((bytes, i) => [drawn[i].width, drawn[i].height, bytes.subarray(0, 3).toString("hex")]),
    ports: [Object.keys(store), Object.keys(records), imageId({ bucket: "b", key: "k" }).length],
  }));
})();`;

/** Calls a port whose client is loaded then, and prints which of the bundle's modules were loaded before and after. */
const FIRST_CALL = `
const { basename } = require("node:path");
const loaded = () => Object.keys(require.cache)
  .flatMap((file) => /^([a-z-]+)-[A-Z0-9]{8}\\.js$/.exec(basename(file))?.[1] ?? [])
  .filter((name) => name !== "chunk");
const { failureQueue } = require("@image-pipeline/layer").connect(process.env);
const before = loaded();
failureQueue.send({}).catch((error) => {
  console.log(JSON.stringify({ loaded: { before, after: loaded() }, failure: error.message }));
});`;

describe("the layer's bundle", () => {
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "layer-"));
    const moduleFolder = join(folder, "node_modules", "@image-pipeline", "layer");
    mkdirSync(moduleFolder, { recursive: true });
    for (const [name, text] of Object.entries((await bundleLayer()).modules)) {
      writeFileSync(join(moduleFolder, name), text);
    }
    writeFileSync(join(folder, "image.jpg"), exampleJpeg({ width: 96, height: 64, orientation: 6 }));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (program: string): Record<string, unknown> => {
    writeFileSync(join(folder, "main.js"), program);
    const out = execFileSync(process.execPath, ["main.js"], {
      cwd: folder,
      encoding: "utf8",
      env: {
        AWS_REGION: "eu-central-1",
        SOURCE_BUCKET: "source",
        DESTINATION_BUCKET: "destination",
        METADATA_TABLE: "table",
        VARIANTS: JSON.stringify(readConfig({}).variants),
        MAX_INPUT_BYTES: "1000000",
        MAX_INPUT_PX: "1000000",
      },
    });
    return JSON.parse(out) as Record<string, unknown>;
  };

  it("runs alone: connects and renders an image", () => {
    const { header, results, ports } = run(PROGRAM);
    expect(header).to.deep.include({ mime: "image/jpeg", width: 64, height: 96 });
    expect(results).to.deep.equal([[300, 300, "ffd8ff"]]);
    expect(ports).to.deep.equal([
      ["open", "current", "write", "upload", "remove", "removeIf", "rewrite", "keysBelow", "versions"],
      ["enabled", "put", "get", "ofKey", "remove", "removeFailure"],
      36,
    ]);
  });

  it("begins without the clients of services that most functions never call", async () => {
    const { modules, metafile } = await bundleLayer();
    const loaded = loadedWith("index.js", metafile);
    const clients = [...loaded].flatMap((module) =>
      Object.keys(metafile.outputs[module]?.inputs ?? {}).flatMap(
        (file) => /@aws-sdk\/(client-[\w-]+)\//.exec(file)?.[1] ?? [],
      ),
    );
    expect([...new Set(clients)].sort()).to.deep.equal(["client-dynamodb", "client-s3"]);
    // What a start reads and compiles; 1,509 KB when nothing was loaded later.
    expect(Buffer.byteLength(modules["index.js"] ?? "")).to.be.within(1, 850_000);
  });

  it("begins without codecs of other formats than JPEG, and without jimp's plugins and what checks their arguments", async () => {
    const { metafile } = await bundleLayer();
    const inputs = [...loadedWith("index.js", metafile)].flatMap((module) =>
      Object.keys(metafile.outputs[module]?.inputs ?? {}),
    );
    const later =
      /node_modules\/(zod|mime|tinycolor2|@jimp\/plugin-[a-z]+)\/|src\/(png|webp|gif|tiff|avif|heic|jxl|bmp)\/(de|en)code\.ts$/;
    expect(inputs.filter((file) => later.test(file))).to.deep.equal([]);
    expect(inputs.filter((file) => file.endsWith("src/jpeg/decode.ts"))).to.have.length(1);
  });

  it("has the edges of @jimp/types in its place", () => {
    expect(Edge).to.deep.equal(jimpsEdge);
  });

  it("loads a client with the first call that needs it", () => {
    const { loaded, failure } = run(FIRST_CALL);
    expect(loaded).to.deep.equal({ before: [], after: ["sqs-queue"] });
    expect(failure).to.contain("FAILURE_QUEUE_URL is not set");
  });
});
