import { expect } from "chai";
import { allDone } from "../../handlers/all-done";

describe("works that are done together", () => {
  it("have all ended when the first failure is thrown", async () => {
    let ended = false;
    const slow = new Promise<void>((resolve) => setTimeout(resolve, 5)).then(() => void (ended = true));
    const works = [Promise.reject(new Error("first")), Promise.reject(new Error("second")), slow];
    const error: unknown = await allDone(works).catch((caught: unknown) => caught);
    expect(error).to.have.property("message", "first");
    expect(ended).to.equal(true);
  });

  it("give their values in their order", async () => {
    expect(await allDone([Promise.resolve(1), Promise.resolve(2)])).to.deep.equal([1, 2]);
  });
});
