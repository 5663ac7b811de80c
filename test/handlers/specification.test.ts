import { expect } from "chai";
import type { Variant } from "../../handlers/contract";
import { specificationOf } from "../../handlers/contract/specification";

const variant: Variant = {
  name: "thumb",
  width: 64,
  height: 48,
  fit: "cover",
  format: "auto",
  quality: 75,
  background: "#ffffff",
};

describe("the digest of a specification", () => {
  it("never changes: records and results of earlier releases are compared with it", () => {
    expect(specificationOf(variant)).to.equal("97122571d125210c");
  });

  it("is the same whatever the order of the fields and the variant's name", () => {
    const { width, ...rest } = variant;
    expect(specificationOf({ ...rest, width })).to.equal(specificationOf(variant));
    expect(specificationOf({ ...variant, name: "other" })).to.equal(specificationOf(variant));
  });

  it("differs in each field, at any depth", () => {
    const nested = (...radii: readonly number[]) => ({ ...variant, operations: radii.map((blur) => ({ blur })) });
    const others: Variant[] = [
      variant,
      { ...variant, width: 65 },
      { ...variant, height: 49 },
      { ...variant, width: 48, height: 64 },
      { ...variant, fit: "inside" },
      { ...variant, format: "png" },
      { ...variant, quality: 76 },
      { ...variant, background: "#000000" },
      nested(1, 2),
      nested(2, 1),
    ];
    expect(new Set(others.map(specificationOf)).size).to.equal(others.length);
  });
});
