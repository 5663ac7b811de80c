import { expect } from "chai";

import { secretIn } from "../../src/secrets/secret-values";
import { others, secrets } from "./samples";

describe("an environment variable", () => {
  it("has at least 45 samples with a secret, and 45 without", () => {
    expect(secrets).to.have.length.of.at.least(45);
    expect(others).to.have.length.of.at.least(45);
  });
  for (const [name, value, what] of secrets) {
    it(`${name} has ${what}: ${value.slice(0, 24)}`, () => expect(secretIn(name, value)).to.equal(what));
  }
  for (const [name, value] of others) {
    it(`${name} has no secret: ${value.slice(0, 40)}`, () => expect(secretIn(name, value)).to.equal(undefined));
  }
});
