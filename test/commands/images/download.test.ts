import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { download } from "../../../commands/images/download";
import { rejection } from "../../../packages/local-aws/test/support/cloud/rejection";
import { useCloud } from "../../../packages/local-aws/test/support/cloud/use-cloud";

const BUCKET = "results";

describe("downloaded results", () => {
  const suite = useCloud();
  let dir: string;
  before(() => suite().cloud.services.s3.createBucket(BUCKET));
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "download-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  async function fetched(key: string): Promise<string> {
    const { s3 } = suite().root;
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: key }));
    const file = await download(s3, BUCKET, key, dir);
    expect(readFileSync(file, "utf8")).to.equal(key);
    return path.relative(dir, file);
  }

  it("are written under their keys, and nothing beside them", async () => {
    expect(await fetched("a/processed-b.jpg")).to.equal(path.join("a", "processed-b.jpg"));
    expect(readdirSync(path.join(dir, "a"))).to.deep.equal(["processed-b.jpg"]);
  });

  it("keep the longest name that files can have", async () => {
    const key = `${"x".repeat(251)}.jpg`;
    expect(await fetched(key)).to.equal(key);
  });

  it("get distinct shorter names with their extensions where keys are longer", async () => {
    const begin = `processed-${"é".repeat(127)}`;
    const names = [
      await fetched(`${begin}.jpg`),
      await fetched(`${begin}_.jpg`),
      await fetched(`${"x".repeat(300)}/a`),
    ];
    expect(names[0]).to.match(/^processed-é{113,}~[0-9a-f]{12}\.jpg$/);
    expect(names[1])
      .to.match(/\.jpg$/)
      .and.not.equal(names[0]);
    for (const segment of names.flatMap((name) => name.split(path.sep)))
      expect(Buffer.byteLength(segment)).to.be.at.most(255);
  });

  it("fail with a code where they cannot be written", async () => {
    writeFileSync(path.join(dir, "a"), "");
    expect(await rejection(fetched("a/b.jpg"))).to.include({ code: "OUT_NOT_WRITABLE" });
    // A path that is too long: the partial file cannot be removed either.
    const deep = path.join(dir, "p/".repeat(2100));
    expect(await rejection(download(suite().root.s3, BUCKET, "a/b.jpg", deep))).to.include({
      code: "OUT_NOT_WRITABLE",
    });
    expect(readdirSync(dir).filter((name) => name.endsWith(".part"))).to.deep.equal([]);
  });
});
