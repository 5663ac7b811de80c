import { expect } from "chai";

import { suitesOf, useStackInUse } from "../support/e2e/stacks";

/**
 * Runs after the other end-to-end suites (all.ts imports it last) and checks the grants that they have used. Alone it
 * is skipped.
 */
describe("the roles of the functions", () => {
  const direct = useStackInUse("direct");
  const workflow = useStackInUse("workflow");
  before(function () {
    if (suitesOf("direct") > 2 && suitesOf("workflow") > 2) return;
    console.log("      (only together with the other end-to-end suites)");
    this.skip();
  });

  it("have no grant that the direct trigger and the API do not use", () => {
    expect(direct().grants.unused("lambda.amazonaws.com")).to.deep.equal([]);
  });

  it("have no grant that the workflow does not use", () => {
    // The API is the same in both stacks; the suites of the direct one call its functions.
    const unused = workflow().grants.unused("lambda.amazonaws.com");
    expect(unused.filter((grant) => grant.includes("workflow"))).to.deep.equal([]);
  });

  it("have none that the services do not use, except for those of their logs", () => {
    // The embedded services do not act as the roles to set up their logs.
    const unused = [
      ...["states.amazonaws.com", "events.amazonaws.com"].flatMap((name) => workflow().grants.unused(name)),
      ...direct().grants.unused("apigateway.amazonaws.com"),
    ];
    expect(unused.filter((grant) => !grant.includes(" logs:"))).to.deep.equal([]);
  });
});
