import { expect } from "chai";
import fc from "fast-check";
import { planConcurrency } from "../../infra/workflow/concurrency";

describe("the workflow's share of the account's concurrency", () => {
  it("is two runners with three images each for the default of eight instances", () => {
    expect(planConcurrency({ functionConcurrency: 8, parallelVariants: 1 })).to.deep.equal({
      runners: 2,
      imagesPerRunner: 3,
      parallelVariants: 1,
    });
  });

  it("renders fewer variants in parallel where the instances do not suffice", () => {
    expect(planConcurrency({ functionConcurrency: 8, parallelVariants: 16 })).to.deep.equal({
      runners: 2,
      imagesPerRunner: 1,
      parallelVariants: 3,
    });
  });

  it("never exceeds the instances, nor what AWS accepts, and leaves no further image out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1000 }), fc.integer({ min: 1, max: 40 }), (instances, wanted) => {
        const { runners, imagesPerRunner, parallelVariants } = planConcurrency({
          functionConcurrency: instances,
          parallelVariants: wanted,
        });
        const used = runners * (1 + imagesPerRunner * parallelVariants);
        expect(used).to.be.at.most(instances);
        expect(runners).to.be.within(2, 1000);
        expect(imagesPerRunner).to.be.within(1, 10);
        expect(parallelVariants).to.be.within(1, wanted);
        // One more runner of this kind would not fit.
        expect(used + 1 + imagesPerRunner * parallelVariants).to.be.greaterThan(instances);
      }),
    );
  });
});
