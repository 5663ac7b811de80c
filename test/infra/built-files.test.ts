import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { builtAsset } from "../../infra/built-files";
import { PROJECT_DIR } from "../support/cli";

const TEXT = "exports.größe = 1;\n";

describe("builtAsset", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "built-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const fileOf = async (asset: pulumi.asset.Asset): Promise<string> => {
    if (!(asset instanceof pulumi.asset.FileAsset)) throw new Error("expected an asset of a file");
    return resolve(PROJECT_DIR, await asset.path);
  };

  it("is a file with the text, of the same name for the same text", async () => {
    const file = await fileOf(builtAsset("index.js", TEXT, dir));
    expect(readFileSync(file, "utf8")).to.equal(TEXT);
    expect(await fileOf(builtAsset("index.js", TEXT, dir))).to.equal(file);
    expect(await fileOf(builtAsset("index.js", `${TEXT} `, dir))).not.to.equal(file);
    expect(readdirSync(dirname(file))).to.deep.equal(["index.js"]);
  });

  it("has a path that is the same on every machine", async () => {
    const asset = builtAsset("index.js", TEXT) as pulumi.asset.FileAsset;
    expect(await asset.path).to.match(/^node_modules\/\.cache\/image-pipeline\/built\/[0-9a-f]{64}\/index\.js$/);
  });

  it("is written anew where the file has another text", async () => {
    const file = await fileOf(builtAsset("index.js", TEXT, dir));
    writeFileSync(file, TEXT.slice(0, 5));
    expect(readFileSync(await fileOf(builtAsset("index.js", TEXT, dir)), "utf8")).to.equal(TEXT);
  });

  it("takes away what no program has asked for in a day", async () => {
    const [old, recent] = [await fileOf(builtAsset("a", "old", dir)), await fileOf(builtAsset("a", "recent", dir))];
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    utimesSync(dirname(old), hoursAgo(25), hoursAgo(25));
    utimesSync(dirname(recent), hoursAgo(23), hoursAgo(23));
    const now = await fileOf(builtAsset("a", "now", dir));
    expect(readdirSync(dir).sort()).to.deep.equal(
      [recent, now].map((file) => dirname(file).slice(dir.length + 1)).sort(),
    );
  });

  it("is the text itself where no file can be written", async () => {
    const notAFolder = join(dir, "file");
    writeFileSync(notAFolder, "");
    const asset = builtAsset("index.js", TEXT, notAFolder);
    expect(asset).to.be.instanceOf(pulumi.asset.StringAsset);
    expect(await (asset as pulumi.asset.StringAsset).text).to.equal(TEXT);
  });
});
