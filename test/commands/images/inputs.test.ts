import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { collectImages } from "../../../commands/images/inputs";

describe("images of a command line", () => {
  let dir: string;
  const write = (...names: string[]) => {
    for (const name of names) {
      mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
      writeFileSync(path.join(dir, name), name);
    }
  };
  const names = (...paths: string[]) =>
    collectImages(paths.map((name) => path.join(dir, name))).images.map(({ name }) => name);
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "cli-inputs-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("are those in and below a folder by their extension in any letter case, without hidden ones", () => {
    write("b.JPG", "a.png", "deep/er/c.Tiff", "notes.txt", ".hidden.jpg", ".git/d.jpg");
    const { images, skipped } = collectImages([dir]);
    expect(images.map(({ name }) => name)).to.deep.equal(["a.png", "b.JPG", "deep/er/c.Tiff"]);
    expect(skipped).to.deep.equal([
      { file: path.join(dir, ".hidden.jpg"), reason: "hidden" },
      { file: path.join(dir, "notes.txt"), reason: "no extension of an image" },
    ]);
  });

  it("are not the results of an earlier run, wherever their folder lies", () => {
    write("a.jpg", "deep/out/processed-a.jpg", "other/out/b.jpg");
    const out = path.join(dir, "deep", "out");
    const { images, skipped } = collectImages([dir], out);
    expect(images.map(({ name }) => name)).to.deep.equal(["a.jpg", "other/out/b.jpg"]);
    expect(skipped).to.deep.equal([{ file: out, reason: "the folder of the results" }]);
    expect(() => collectImages([path.join(dir, "deep", ".", "out")], out))
      .to.throw("the results would be written among the images of")
      .with.property("code", "OUT_IS_INPUT");
    expect(collectImages([path.join(out, "processed-a.jpg")], out).images).to.have.length(1);
    expect(collectImages([dir], path.join(dir, "not-there-yet")).images).to.have.length(3);
  });

  it("are all files that are named themselves, whatever their extension, each once", () => {
    write("notes.txt", "a.jpg");
    expect(names("notes.txt", "a.jpg", "./a.jpg")).to.deep.equal(["notes.txt", "a.jpg"]);
  });

  it("are named with their parent folders where names would be equal", () => {
    write("one/a.jpg", "two/a.jpg", "two/b.jpg");
    expect(names("one", "two")).to.deep.equal(["one/a.jpg", "two/a.jpg", "b.jpg"]);
    write("x/same/a.jpg", "y/same/a.jpg");
    expect(names("x/same/a.jpg", "y/same/a.jpg")).to.deep.equal(["x/same/a.jpg", "y/same/a.jpg"]);
  });

  it("are refused in one line with a code where a path cannot be read or has no images", () => {
    write("notes.txt");
    expect(() => names("miss\ning\u001b[2J.jpg")).to.throw("miss ing\\u{1b}[2J.jpg does not exist");
    expect(() => names("missing.jpg"))
      .to.throw("missing.jpg does not exist")
      .with.property("code", "INPUT_UNREADABLE");
    expect(() => names("."))
      .to.throw("no images in")
      .with.property("code", "NO_IMAGES");
  });

  it("are found beside links and pipes, which are skipped with the reason", function () {
    if (process.platform === "win32") this.skip();
    write("a.jpg", "folder/b.jpg");
    symlinkSync("loop.jpg", path.join(dir, "loop.jpg"));
    symlinkSync("gone.jpg", path.join(dir, "dangling.jpg"));
    symlinkSync(".", path.join(dir, "folder/up"));
    symlinkSync("folder/b.jpg", path.join(dir, "linked.jpg"));
    execFileSync("mkfifo", [path.join(dir, "pipe.jpg")]);
    const { images, skipped } = collectImages([dir]);
    expect(images.map(({ name }) => name)).to.deep.equal(["a.jpg", "folder/b.jpg", "linked.jpg"]);
    expect(skipped).to.deep.equal([
      { file: path.join(dir, "dangling.jpg"), reason: "a link to a missing file" },
      { file: path.join(dir, "folder/up"), reason: "a link to a folder, which is not followed" },
      { file: path.join(dir, "loop.jpg"), reason: "a link in a cycle of links" },
      { file: path.join(dir, "pipe.jpg"), reason: "not a file" },
    ]);
  });

  it("are found beside names that are not UTF-8, which are skipped", function () {
    // Only Linux allows any bytes in a name.
    if (process.platform !== "linux") this.skip();
    write("a.jpg");
    writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0xe9]), Buffer.from(".jpg")]), "");
    const { images, skipped } = collectImages([dir]);
    expect(images.map(({ name }) => name)).to.deep.equal(["a.jpg"]);
    expect(skipped).to.deep.equal([{ file: path.join(dir, "\ufffd.jpg"), reason: "its name is not UTF-8" }]);
  });

  it("are refused where a pipe is named, which may never end", function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [path.join(dir, "pipe.jpg")]);
    expect(() => names("pipe.jpg"))
      .to.throw("pipe.jpg is not a file")
      .with.property("code", "INPUT_UNREADABLE");
  });
});
