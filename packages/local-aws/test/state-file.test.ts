import { expect } from "chai";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { StateFile } from "../src/state-file";

describe("state on disk", () => {
  const dir = mkdtempSync(join(tmpdir(), "state-test-"));
  after(() => rmSync(dir, { recursive: true }));

  it("is written some time after a change, once for many", async () => {
    const file = join(dir, "a/state.json");
    let writes = 0;
    const state = new StateFile(file, () => ({ writes: (writes += 1) }));
    expect(StateFile.read(file)).to.equal(undefined);
    for (let i = 0; i < 10; i++) state.changed();
    await sleep(300);
    expect([writes, StateFile.read(file)]).to.deep.equal([1, { writes: 1 }]);
    state.changed();
    state.flush();
    state.flush();
    expect(StateFile.read(file)).to.deep.equal({ writes: 2 });
    expect(readdirSync(join(dir, "a"))).to.deep.equal(["state.json"]);
  });

  it("that cannot be written is told, and the run goes on", async () => {
    const file = join(dir, "b");
    mkdirSync(join(file, "in-the-way"), { recursive: true });
    // Node.js itself listens too, and would print it amid the results.
    const others = process.listeners("warning");
    process.removeAllListeners("warning");
    try {
      const warning = new Promise<Error>((resolve) => process.once("warning", resolve));
      new StateFile(file, () => ({})).changed();
      expect((await warning).message).to.match(/b could not be written: (EISDIR|ENOTEMPTY)/);
    } finally {
      others.forEach((listener) => process.on("warning", listener));
    }
  });

  it("that is broken is not taken for nothing", () => {
    expect(() => StateFile.read(dir)).to.throw();
  });
});
