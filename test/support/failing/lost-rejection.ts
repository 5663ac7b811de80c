import { setImmediate as turn } from "node:timers/promises";

// Run by unhandled-rejections.test.ts: a test that has to fail.
describe("a test", () => {
  it("rejects where nobody waits", async () => {
    void Promise.reject(new Error("nobody waits for this"));
    await turn();
    await turn();
  });

  it("leaves other tests alone", () => undefined);
});
