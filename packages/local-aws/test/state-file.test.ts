import { expect } from "chai";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { StateFile } from "../src/state-file";

describe("a state file", () => {
  const dir = mkdtempSync(join(tmpdir(), "state-test-"));
  after(() => rmSync(dir, { recursive: true }));

  it("is written once after several changes", async () => {
    const file = join(dir, "a/state.json");
    let writes = 0;
    const state = new StateFile(file, () => ({ writes: (writes += 1) }));
    expect(StateFile.read(file)).to.equal(undefined);
    for (let i = 0; i < 10; i++) state.changed();
    while (!existsSync(file)) await turn();
    state.flush();
    expect([writes, StateFile.read(file)]).to.deep.equal([1, { writes: 1 }]);
    state.changed();
    state.flush();
    state.flush();
    expect(StateFile.read(file)).to.deep.equal({ writes: 2 });
    expect(readdirSync(join(dir, "a"))).to.deep.equal(["state.json"]);
  });

  it("that cannot be written emits a warning, and the run continues", async () => {
    const file = join(dir, "b");
    mkdirSync(join(file, "in-the-way"), { recursive: true });
    // Node.js has a listener of its own, which would print the warning between the results.
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

  it("that cannot be read is an error, not an empty state", () => {
    expect(() => StateFile.read(dir)).to.throw();
  });
});
