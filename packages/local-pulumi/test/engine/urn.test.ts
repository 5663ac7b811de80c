import { expect } from "chai";

import { makeUrn, packageOf, parseUrn } from "../../src/engine/urn";

describe("URNs", () => {
  const stack = makeUrn("dev", "app", "", "pulumi:pulumi:Stack", "app-dev");

  it("name a resource's parents by type, the stack not among them", () => {
    const group = makeUrn("dev", "app", stack, "app:index:Group", "g");
    expect(group).to.equal("urn:pulumi:dev::app::app:index:Group::g");
    const bucket = makeUrn("dev", "app", group, "aws:s3/bucket:Bucket", "b");
    expect(bucket).to.equal("urn:pulumi:dev::app::app:index:Group$aws:s3/bucket:Bucket::b");
    expect(parseUrn(bucket)).to.include({ type: "aws:s3/bucket:Bucket", name: "b", stack: "dev", project: "app" });
  });

  it("keep what stands in a name", () => {
    expect(parseUrn(makeUrn("dev", "app", stack, "a:b:C", "x::y$z")).name).to.equal("x::y$z");
    expect(() => parseUrn("urn:other")).to.throw("not a URN");
  });

  it("have types that tell their package", () => {
    expect(packageOf("aws:s3/bucket:Bucket")).to.equal("aws");
    expect(packageOf("pulumi:providers:aws")).to.equal("aws");
  });
});
