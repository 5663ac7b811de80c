import { expect } from "chai";
import { geometricMean, mean, median, quantile, rounded, spreadOf } from "../../bench/imaging/statistics";

describe("statistics of the benchmark", () => {
  it("takes quantiles between the values where they fall between", () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((at) => quantile([4, 1, 3, 2], at))).to.deep.equal([1, 1.75, 2.5, 3.25, 4]);
    expect(median([9, 1, 5])).to.equal(5);
    expect(spreadOf([1, 2, 3, 4, 5])).to.equal(2);
    expect(mean([1, 2, 6])).to.equal(3);
    expect(geometricMean([0.5, 2, 8])).to.be.closeTo(2, 1e-12);
    expect(rounded(1.23456, 2)).to.equal(1.23);
  });

  it("is not moved by one value that is far off", () => {
    expect(median([1, 1.1, 0.9, 50])).to.be.closeTo(1.05, 1e-9);
  });

  it("leaves the values in their order", () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).to.deep.equal([3, 1, 2]);
  });
});
