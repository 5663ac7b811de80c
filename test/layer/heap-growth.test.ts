import { expect } from "chai";
import { spawnSync } from "node:child_process";

describe("the growth of the heap", () => {
  it("is a flag that the engine knows", () => {
    const program = 'require("./layer/heap-growth.ts").setHeapGrowth(); console.log("set");';
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "-e", program], {
      encoding: "utf8",
      timeout: 15_000,
    });
    expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: "set\n", stderr: "" });
  });
});
