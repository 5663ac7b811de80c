import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { archiveEntries, sha256, zip } from "../../commands/zip";
import { SIGNATURE_KEY, signatures } from "../../packages/local-pulumi/src/property-values/wire-form";

const text = (content: string) => ({ [SIGNATURE_KEY]: signatures.asset, text: content });
const archive = (fields: object) => ({ [SIGNATURE_KEY]: signatures.archive, ...fields });

describe("packed archives", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "cli-zip-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("hold texts, files, folders and other archives, sorted by name", () => {
    mkdirSync(path.join(dir, "folder/deep"), { recursive: true });
    writeFileSync(path.join(dir, "folder/deep/c.js"), "c");
    writeFileSync(path.join(dir, "b.js"), "b");
    const entries = archiveEntries(
      archive({
        assets: {
          "z.js": text("z"),
          "b.js": { [SIGNATURE_KEY]: signatures.asset, path: "b.js" },
          lib: archive({ path: "folder" }),
          inner: archive({ assets: { "a.js": text("a") } }),
        },
      }),
      dir,
    );
    expect(entries.map(([name, content]) => `${name}=${content.toString()}`)).to.deep.equal([
      "b.js=b",
      "inner/a.js=a",
      "lib/deep/c.js=c",
      "z.js=z",
    ]);
  });

  it("have the same bytes in every time zone", async () => {
    const { TZ } = process.env;
    const sums = [];
    for (const zone of ["UTC", "America/Los_Angeles", "Asia/Tokyo"]) {
      process.env["TZ"] = zone;
      sums.push(sha256(await zip([["a", Buffer.from("1")]])));
    }
    if (TZ === undefined) delete process.env["TZ"];
    else process.env["TZ"] = TZ;
    expect(new Set(sums).size).to.equal(1);
  });

  it("have the same bytes for the same content, in any order and at any time", async () => {
    const one = await zip(archiveEntries(archive({ assets: { a: text("1"), b: text("2") } }), dir));
    const other = await zip(archiveEntries(archive({ assets: { b: text("2"), a: text("1") } }), dir));
    const changed = await zip(archiveEntries(archive({ assets: { b: text("2"), a: text("3") } }), dir));
    expect(sha256(other)).to.equal(sha256(one));
    expect(sha256(changed)).not.to.equal(sha256(one));
    // The date of the first entry, as MS-DOS writes it: 2 January 1980; no other time is kept beside it.
    expect(one.readUInt16LE(12)).to.equal(0x0022);
    expect(one.readUInt16LE(28)).to.equal(0);
  });
});
