import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

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

  it("is gone once everything is done", () => {
    const checkpoint = openCheckpoint("backfill-dev", run, false, dir);
    checkpoint.reached("a/b.jpg");
    checkpoint.finish();
    expect(() => openCheckpoint("backfill-dev", run, true, dir)).to.throw("there is none");
  });
});
