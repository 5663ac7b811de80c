import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { fileState } from "../../src/engine/state";
import { deploy } from "../support/engine/deploy";

describe("engine state file", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), "engine-state-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it("restores a stack, from a file that only its owner may read", async () => {
    const file = path.join(dir, "deep", "test.json");
    await deploy([{ name: "a", inputs: { size: 1 } }], { state: fileState(file, "project", "test") });
    const { done } = await deploy([{ name: "a", inputs: { size: 1 } }], { state: fileState(file, "project", "test") });
    expect(done).to.deep.equal(["same a"]);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(path.dirname(file))).to.deep.equal(["test.json"]);
  });

  it("refuses what is damaged, and what belongs to another stack", async () => {
    const file = path.join(dir, "test.json");
    await deploy([{ name: "a" }], { state: fileState(file, "project", "test") });
    expect(() => fileState(file, "project", "other").load()).to.throw(
      "belongs to stack project/test, not to project/other",
    );
    writeFileSync(file, "{");
    expect(() => fileState(file, "project", "test").load())
      .to.throw()
      .with.property("code", "STATE_INVALID");
  });
});
