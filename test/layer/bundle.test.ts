import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../infra/config";
import { bundleLayer } from "../../infra/layer-bundle";
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

describe("the layer's bundle", () => {
  it("runs alone: connects and renders an image", async () => {
    const folder = mkdtempSync(join(tmpdir(), "layer-"));
    try {
      const moduleFolder = join(folder, "node_modules", "@image-pipeline", "layer");
      mkdirSync(moduleFolder, { recursive: true });
      writeFileSync(join(moduleFolder, "index.js"), (await bundleLayer()).text);
      writeFileSync(join(folder, "image.jpg"), exampleJpeg({ width: 96, height: 64, orientation: 6 }));
      writeFileSync(join(folder, "main.js"), PROGRAM);
      const out = execFileSync(process.execPath, ["main.js"], {
        cwd: folder,
        timeout: 15_000,
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
      const { header, results, ports } = JSON.parse(out) as Record<string, unknown>;
      expect(header).to.deep.include({ mime: "image/jpeg", width: 64, height: 96 });
      expect(results).to.deep.equal([[300, 300, "ffd8ff"]]);
      expect(ports).to.deep.equal([
        ["open", "current", "write", "upload", "remove", "removeIf", "rewrite", "keysBelow", "versions"],
        ["enabled", "put", "get", "ofKey", "remove", "removeFailure"],
        36,
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("begins without the clients of services that most functions never call", async () => {
    const { inputs } = (await bundleLayer()).metafile;
    const evaluated = new Set<string>();
    const follow = (file: string): void => {
      if (evaluated.has(file)) return;
      evaluated.add(file);
      for (const { path, kind } of inputs[file]?.imports ?? []) if (kind !== "dynamic-import") follow(path);
    };
    follow("layer/index.ts");
    const clients = [...evaluated].flatMap((file) => /@aws-sdk\/(client-[\w-]+)\//.exec(file)?.[1] ?? []);
    expect([...new Set(clients)].sort()).to.deep.equal(["client-dynamodb", "client-s3"]);
  });
});
