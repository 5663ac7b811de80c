import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { CliError } from "../../../commands/command-line/errors";
import { openCheckpoint } from "../../../commands/operate/checkpoint";

describe("the checkpoint of a run", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "checkpoint-"))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const run = { prefix: "a/", variants: undefined, changed: true };

  it("is where the same run goes on, and no other", () => {
    openCheckpoint("backfill-dev", run, false, dir).reached("a/ü.jpg");
    expect(openCheckpoint("backfill-dev", run, true, dir).after).to.equal("a/ü.jpg");
    expect(openCheckpoint("backfill-dev", run, false, dir).after).to.equal(undefined);
    expect(() => openCheckpoint("backfill-dev", { ...run, changed: false }, true, dir)).to.throw(
      'expected an unfinished run with {"prefix":"a/","changed":false}',
    );
    expect(() => openCheckpoint("backfill-prod", run, true, dir)).to.throw("there is none");
  });

  it("can be resumed from its beginning, before anything is done", () => {
    openCheckpoint("backfill-dev", run, false, dir).begin();
    const resumed = openCheckpoint("backfill-dev", run, true, dir);
    expect(resumed.after).to.equal(undefined);
    resumed.reached("a/b.jpg");
    openCheckpoint("backfill-dev", run, true, dir).begin();
    expect(openCheckpoint("backfill-dev", run, true, dir).after).to.equal("a/b.jpg");
  });

  it("that cannot be written is a problem of the machine", () => {
    const file = path.join(dir, "file");
    writeFileSync(file, "");
    const checkpoint = openCheckpoint("backfill-dev", run, false, path.join(file, "operate"));
    for (const write of [() => checkpoint.begin(), () => checkpoint.reached("a")]) {
      expect(write).to.throw(CliError).that.includes({ code: "DATA_NOT_WRITABLE", exitCode: 3 });
    }
    mkdirSync(path.join(dir, "backfill-dev.json"));
    const taken = openCheckpoint("backfill-dev", run, false, dir);
    expect(() => taken.begin())
      .to.throw(CliError)
      .that.includes({ code: "DATA_NOT_WRITABLE", exitCode: 3 });
  });

  it("is gone once everything is done", () => {
    const checkpoint = openCheckpoint("backfill-dev", run, false, dir);
    checkpoint.reached("a/b.jpg");
    checkpoint.finish();
    expect(() => openCheckpoint("backfill-dev", run, true, dir)).to.throw("there is none");
  });
});
