import { expect } from "chai";

import { suitesOf, useStackInUse } from "../support/e2e/stacks";

/**
 * Runs last of the end-to-end suites (all.ts names it last) and looks back at what they made the roles do. Alone it could
 * say nothing.
 */
describe("the roles of the functions", () => {
  const direct = useStackInUse("direct");
  const workflow = useStackInUse("workflow");
  before(function () {
    if (suitesOf("direct") > 2 && suitesOf("workflow") > 2) return;
    console.log("      (only together with the other end-to-end suites)");
    this.skip();
  });

  it("hold nothing that the direct way and the API do not use", () => {
    expect(direct().grants.unused("lambda.amazonaws.com")).to.deep.equal([]);
  });

  it("hold nothing that the workflow does not use", () => {
    // The API is the same in both stacks; its functions are called by the suites of the direct one.
    const unused = workflow().grants.unused("lambda.amazonaws.com");
    expect(unused.filter((grant) => grant.includes("workflow"))).to.deep.equal([]);
  });

  it("and those of the services neither, what they need to log aside", () => {
    // What a role must hold for the service to set up its log, the service asks when it is given the role.
    const unused = [
      ...["states.amazonaws.com", "events.amazonaws.com"].flatMap((name) => workflow().grants.unused(name)),
      ...direct().grants.unused("apigateway.amazonaws.com"),
    ];
    expect(unused.filter((grant) => !grant.includes(" logs:"))).to.deep.equal([]);
  });
});
