import { expect } from "chai";

import { StateStore, type StateTable } from "../../src/state/state-store";
import { memoryDisk } from "../support/memory-disk";

describe("the state", () => {
  it("writes what is changed at once in one write, and each record once", async () => {
    const disk = memoryDisk();
    const state = disk.nextRun();
    const table: StateTable<number> = state.table("numbers");
    let reads = 0;
    const document = state.document("settings", () => ({ reads: (reads += 1) }));
    for (let i = 0; i < 3; i += 1) {
      table.put("a", i);
      document.changed();
    }
    table.put("b", 1);
    table.delete("b");
    await state.durable();
    expect(disk.writes).to.deep.equal([
      [
        ["numbers!a", "2"],
        ["documents!settings", '{"reads":1}'],
        ["numbers!b", undefined],
      ],
    ]);
    const next = disk.nextRun();
    expect(next.read("settings")).to.deep.equal({ reads: 1 });
    expect(next.table("numbers").takeSaved()).to.deep.equal([["a", 2]]);
  });

  it("that is changed while a write takes place is durable after the next write", async () => {
    const disk = memoryDisk();
    const state = disk.nextRun();
    const table: StateTable<number> = state.table("numbers");
    table.put("a", 1);
    const first = state.durable();
    await new Promise((resolve) => setImmediate(resolve));
    table.put("a", 2);
    expect(disk.writes).to.have.length(0);
    await first;
    expect(disk.writes).to.have.length(1);
    await state.durable();
    expect(disk.writes.map(([change]) => change?.[1])).to.deep.equal(["1", "2"]);
  });

  it("that could not be written fails whoever waits for it, is reported and written later", async () => {
    const disk = memoryDisk();
    const state = disk.nextRun();
    const table: StateTable<number> = state.table("numbers");
    disk.failures.push(new Error("no space left on device"));
    table.put("a", 1);
    table.put("b", 1);
    const failed = await state.durable().catch((error: Error) => error.message);
    expect(failed).to.equal("no space left on device");
    expect(disk.reports).to.deep.equal(["the state could not be written: no space left on device"]);
    table.put("a", 2);
    await state.durable();
    expect(disk.nextRun().table("numbers").takeSaved()).to.deep.equal([
      ["a", 2],
      ["b", 1],
    ]);
  });

  it("has everything on the disk when it is closed, also after a write that has failed", async () => {
    const disk = memoryDisk();
    const state = disk.nextRun();
    disk.failures.push(new Error("no"));
    state.table("numbers").put("a", 1);
    await state.close();
    expect(disk.nextRun().table("numbers").takeSaved()).to.deep.equal([["a", 1]]);
  });

  it("without a disk is durable at once, and costs nothing", async () => {
    const state = new StateStore();
    state.document("settings", () => expect.fail("it is read")).changed();
    expect(state.changeCount).to.equal(0);
    await state.durable();
    await state.close();
  });
});
