import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { archiveFiles, canonicalArchive, zipArchive } from "../../src/provider/archives";
import type { Archive } from "../../src/property-values";
import { unzip } from "@image-pipeline/local-aws";

const text = (content: string) => ({ kind: "asset", text: content }) as const;
const content = (archive: Archive) => archiveFiles(archive).map(({ path, data }) => `${path}=${data.toString()}`);

describe("archives in the provider's inputs", () => {
  const dir = mkdtempSync(join(tmpdir(), "archives-test-"));
  before(async () => {
    mkdirSync(join(dir, "folder/sub"), { recursive: true });
    writeFileSync(join(dir, "folder/sub/b.txt"), "b");
    writeFileSync(join(dir, "folder/a.txt"), "a");
    writeFileSync(join(dir, "file.zip"), await zipArchive({ kind: "archive", assets: { "in/zip.txt": text("z") } }));
  });
  after(() => rmSync(dir, { recursive: true }));

  it("may hold texts, files, folders, zips and each other", () => {
    const archive: Archive = {
      kind: "archive",
      assets: {
        "text.js": text("t"),
        "file.txt": { kind: "asset", path: join(dir, "folder/a.txt") },
        folder: { kind: "archive", path: join(dir, "folder") },
        zip: { kind: "archive", path: join(dir, "file.zip") },
        nested: { kind: "archive", assets: { "deep.txt": text("d") } },
      },
    };
    expect(content(archive)).to.deep.equal([
      "file.txt=a",
      "folder/a.txt=a",
      "folder/sub/b.txt=b",
      "nested/deep.txt=d",
      "text.js=t",
      "zip/in/zip.txt=z",
    ]);
  });

  it("give the same bytes for the same files, in whatever order they are named", async () => {
    const one = await zipArchive({ kind: "archive", assets: { a: text("1"), b: text("2") } });
    const two = await zipArchive({ kind: "archive", assets: { b: text("2"), a: text("1") } });
    expect(one.equals(two)).to.equal(true);
    // Time and date of the first file's header: midnight, 1 January 1980.
    expect([one.readUInt16LE(10), one.readUInt16LE(12)]).to.deep.equal([0, (1 << 5) | 1]);
    expect(unzip(one).map(({ path, data }) => `${path}=${data.toString()}`)).to.deep.equal(["a=1", "b=2"]);
  });

  it("are compared by the engine's hash, else by their files", () => {
    const archive = (a: string): Archive => ({ kind: "archive", assets: { a: text(a) } });
    expect(canonicalArchive(archive("1")))
      .to.equal(canonicalArchive(archive("1")))
      .and.not.equal(canonicalArchive(archive("2")));
    expect(canonicalArchive({ ...archive("1"), hash: "h" })).to.equal("h");
  });

  it("are not fetched from a remote address", () => {
    expect(() => archiveFiles({ kind: "archive", uri: "https://example.com/a.zip" })).to.throw(
      "https://example.com/a.zip",
    );
    expect(() =>
      archiveFiles({ kind: "archive", assets: { a: { kind: "asset", uri: "https://example.com/a" } } }),
    ).to.throw("download it first");
  });

  it("are refused if they are no zip, or would leave their folder", async () => {
    expect(() => unzip(Buffer.from("no zip at all"))).to.throw("it is not a zip archive");
    const zip = await zipArchive({ kind: "archive", assets: { "aa/evil": text("x") } });
    const evil = Buffer.from(zip.toString("latin1").replaceAll("aa/evil", "../evil"), "latin1");
    expect(() => unzip(evil)).to.throw('"../evil" is outside of the folder');
  });
});
