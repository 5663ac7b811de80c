import { expect } from "chai";

import { controlIds, frameworkOf } from "../../src/core/controls";

describe("the controls of a rule", () => {
  it("are listed as short texts, in the order of the frameworks", () => {
    const controls = {
      prowler: ["some_check"],
      pulumi: ["aws-check"],
      awsGuard: ["check"],
      checkov: ["CKV_1"],
      cdkNag: ["NAG"],
      cis: ["2.1"],
      securityHub: ["S3.1"],
    };
    expect(controlIds(controls)).to.deep.equal(["S3.1", "CIS 2.1", "NAG", "CKV_1", "check", "aws-check", "some_check"]);
    expect(controlIds({})).to.deep.equal([]);
  });

  it("name one framework: Security Hub, CIS without it, or none", () => {
    expect(frameworkOf({ securityHub: ["S3.1", "S3.2"], cis: ["2.1"] }).framework).to.deep.include({
      name: "AWS Foundational Security Best Practices",
      reference: "S3.1, S3.2",
    });
    expect(frameworkOf({ cis: ["2.1", "2.2"], checkov: ["CKV_1"] }).framework).to.deep.include({
      name: "CIS AWS Foundations Benchmark",
      reference: "2.1, 2.2",
    });
    expect(frameworkOf({ checkov: ["CKV_1"] })).to.deep.equal({});
  });
});
