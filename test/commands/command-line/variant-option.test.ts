import { expect } from "chai";
import { Command } from "commander";

import { parseVariant, variantOption } from "../../../commands/command-line/variant-option";
import { readConfig } from "../../../infra/config";

describe("a variant on the command line", () => {
  it("has a name and a size, and in any order what else it is", () => {
    expect(parseVariant("thumb=300x200")).to.deep.equal({ name: "thumb", width: 300, height: 200 });
    expect(parseVariant("a_1=8x8192:q80:attention:webp:cover")).to.deep.equal({
      name: "a_1",
      width: 8,
      height: 8192,
      quality: 80,
      position: "attention",
      format: "webp",
      fit: "cover",
    });
  });

  it("is one that the program accepts", () => {
    const { variants } = readConfig({ variants: JSON.stringify([parseVariant("thumb=300x200:inside:webp:q80")]) });
    expect(variants[0]).to.include({ name: "thumb", width: 300, height: 200, fit: "inside", format: "webp" });
  });

  it("says what was expected", () => {
    for (const text of ["300x300", "thumb", "thumb=300", "th-umb=3x3", "=3x3", "a=3x3:", "a=-3x3", "a=3x3::cover"]) {
      expect(() => parseVariant(text), text).to.throw("Expected NAME=WIDTHxHEIGHT");
    }
    expect(() => parseVariant("a=3x3:crop")).to.throw('Expected of "crop" one of cover, contain');
    expect(() => parseVariant("a=3x3:cover:fill")).to.throw("Expected one fit; cover:fill has two");
  });

  it("can be given several times", () => {
    const command = new Command().addOption(variantOption());
    command.parse(["--variant", "a=1x2", "--variant", "b=3x4:fill"], { from: "user" });
    expect(command.opts()["variant"]).to.deep.equal([
      { name: "a", width: 1, height: 2 },
      { name: "b", width: 3, height: 4, fit: "fill" },
    ]);
  });
});
