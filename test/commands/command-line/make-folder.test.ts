import { expect } from "chai";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CliError } from "../../../commands/command-line/errors";
import { makeFolder } from "../../../commands/command-line/make-folder";

describe("makeFolder", () => {
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "folder-"))));
  after(() => rmSync(dir, { recursive: true, force: true }));

  const refusal = (folder: string): CliError => {
    try {
      makeFolder(folder, "DATA_NOT_WRITABLE");
    } catch (error) {
      if (error instanceof CliError) return error;
      throw error;
    }
    throw new Error(`${folder} was made`);
  };

  it("makes a folder and those above it, and keeps an existing one", () => {
    const folder = join(dir, "a", "b", "c");
    makeFolder(folder, "DATA_NOT_WRITABLE");
    makeFolder(folder, "DATA_NOT_WRITABLE");
    expect(existsSync(folder)).to.equal(true);
  });

  it("refuses a file, and a folder below one", () => {
    const file = join(dir, "file");
    writeFileSync(file, "");
    for (const folder of [file, join(file, "below")]) {
      expect(refusal(folder)).to.include({ code: "DATA_NOT_WRITABLE", exitCode: 3 });
      expect(refusal(folder).message).to.equal(`${folder} cannot be written (ENOTDIR)`);
    }
  });

  it("returns where the system refuses folders with ENOENT", function () {
    if (!existsSync("/proc/self")) this.skip();
    expect(refusal("/proc/nothing/here").message).to.equal("/proc/nothing/here cannot be written (ENOENT)");
  });
});
