import { expect } from "chai";

import { watchProcessors } from "../../src/lambda/processors";

describe("the share of the processors' time that is used", () => {
  it("is above none after work, and all at most", () => {
    const share = watchProcessors();
    const end = performance.now() + 200;
    while (performance.now() < end);
    expect(share()).to.be.greaterThan(0).and.to.be.at.most(1);
  });
});
