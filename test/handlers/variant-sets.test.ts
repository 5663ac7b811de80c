import { expect } from "chai";
import { appliesTo, equalQuality, expandVariants, namesOf, specificationOf } from "../../handlers/contract";
import { readConfig } from "../../infra/config";

const configured = (variant: object) => {
  const variants = JSON.stringify([{ name: "hero", ...variant }]);
  return readConfig({ variants }).configuredVariants;
};
const widths = [640, 320, 1280];

describe("a set of variants", () => {
  it("has a member for each width, in ascending order, as high as the image", () => {
    const members = expandVariants(configured({ widths, quality: 80 }));
    expect(members.map(({ name, width, above }) => [name, width, above])).to.deep.equal([
      ["hero_320", 320, undefined],
      ["hero_640", 640, 320],
      ["hero_1280", 1280, 640],
    ]);
    for (const member of members) {
      expect(member).to.include({ set: "hero", height: 8192, fit: "inside", format: "auto", quality: 80 });
      expect(member).not.to.have.any.keys("widths", "extension");
    }
  });

  it("has a member for each format, at qualities that look alike, with the options that the format has", () => {
    const options = { format: "each", formats: ["webp", "avif", "png"], quality: 80, chroma: "4:4:4", palette: "auto" };
    const members = expandVariants(configured({ width: 30, height: 20, ...options }));
    expect(members.map(({ name }) => name)).to.deep.equal(["hero_png", "hero_webp", "hero_avif"]);
    const [png, webp, avif] = members;
    const common = { set: "hero", width: 30, height: 20, fit: "cover", background: "#ffffff", extension: "always" };
    expect(png).to.deep.equal({ ...common, name: "hero_png", format: "png", quality: 80, palette: "auto" });
    expect(webp).to.deep.equal({ ...common, name: "hero_webp", format: "webp", quality: equalQuality(80, "webp") });
    const avifQuality = equalQuality(80, "avif");
    expect(avif).to.deep.equal({ ...common, name: "hero_avif", format: "avif", quality: avifQuality, chroma: "4:4:4" });
    expect(expandVariants(configured({ width: 1, height: 1, format: "each", quality: 95 }))[1]).to.include({
      ...{ name: "hero_webp", quality: 100 },
    });
  });

  it("has a member for each width in each format", () => {
    const members = expandVariants(configured({ widths: [320, 640], format: "each", formats: ["jpeg", "webp"] }));
    expect(members.map(({ name }) => name)).to.deep.equal([
      ...["hero_320_jpeg", "hero_320_webp", "hero_640_jpeg", "hero_640_webp"],
    ]);
  });

  it("takes the names of its members, its widths and its own", () => {
    const [both] = configured({ widths: [64], format: "each", formats: ["jpeg", "webp"] });
    expect(both && namesOf(both)).to.deep.equal(["hero", "hero_64", "hero_64_jpeg", "hero_64_webp"]);
    const [plain] = configured({ width: 3, height: 4 });
    expect(plain && namesOf(plain)).to.deep.equal(["hero"]);
  });

  it("leaves a variant that is none as it is", () => {
    const [plain] = configured({ width: 3, height: 4, format: "smallest", formats: ["jpeg"], chroma: "4:4:4" });
    expect(expandVariants(plain ? [plain] : [])).to.deep.equal([plain]);
  });

  it("asks for the same in whatever set a member is", () => {
    const of = (...all: number[]) => expandVariants(configured({ widths: all })).find(({ width }) => width === 640);
    const [alone, beside] = [of(640), of(320, 640)];
    expect(beside).to.have.property("above", 320);
    expect(alone && specificationOf(alone)).to.equal(beside && specificationOf(beside));
    const [jpeg] = expandVariants(configured({ widths: [640], format: "each" }));
    expect(jpeg && specificationOf(jpeg)).not.to.equal(alone && specificationOf(alone));
  });
});

describe("a width of a set", () => {
  const members = expandVariants(configured({ widths }));
  const made = (width: number, height: number) =>
    members.filter((member) => appliesTo(member, { width, height })).map((member) => member.width);

  it("applies where the one below it shows less than the original", () => {
    expect(made(1, 1)).to.deep.equal([320]);
    expect(made(320, 200)).to.deep.equal([320]);
    expect(made(321, 200)).to.deep.equal([320, 640]);
    expect(made(640, 200)).to.deep.equal([320, 640]);
    expect(made(641, 200)).to.deep.equal([320, 640, 1280]);
    expect(made(9000, 8000)).to.deep.equal([320, 640, 1280]);
  });

  it("applies by what an original's width becomes where it is higher than results may be", () => {
    // 8192 high it is 300 wide, and 321.
    expect(made(3000, 81_920)).to.deep.equal([320]);
    expect(made(3210, 81_920)).to.deep.equal([320, 640]);
  });

  it("may apply to an original of unknown size", () => {
    expect(members.every((member) => appliesTo(member, undefined))).to.be.true;
  });
});
