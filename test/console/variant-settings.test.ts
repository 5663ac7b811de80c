import { expect } from "chai";

import { usualSettings, variantOf, variantYaml } from "../../console/variant-settings";

const choices = {
  ...{ fits: ["cover", "inside"], positionedFits: ["cover"], positions: ["center", "west"] },
  ...{ formats: ["auto", "webp"], chromas: ["auto", "4:2:0"], chromaFormats: ["auto"] },
};

const everything = {
  ...usualSettings,
  ...{ position: "west", chroma: "4:2:0", effort: 6, greyscale: true, sepia: true, sharpen: true },
  ...{ blur: 2, brightness: 0, contrast: -0.5, rotate: -90, flip: "vertical" },
};

describe("the settings of the playground", () => {
  it("are a variant without defaults", () => {
    expect(variantOf(usualSettings, choices)).to.deep.equal({
      ...{ name: "thumb", width: 300, height: 300, fit: "cover", format: "auto", quality: 75, background: "#ffffff" },
      operations: [],
    });
  });

  it("are all in the variant if they are chosen, the operations in the form's order", () => {
    expect(variantOf(everything, choices)).to.deep.include({
      ...{ position: "west", chroma: "4:2:0", effort: 6 },
      operations: [
        ...[{ greyscale: true }, { sepia: true }, { blur: 2 }, { sharpen: true }, { brightness: 0 }],
        ...[{ contrast: -0.5 }, { rotate: -90 }, { flip: "vertical" }],
      ],
    });
  });

  it("are left out where they do not apply", () => {
    const variant = variantOf({ ...everything, fit: "inside", format: "webp" }, choices);
    expect(variant).not.to.have.any.keys("position", "chroma");
  });

  it("are YAML in which no text is taken for anything else", () => {
    const variant = variantOf({ ...usualSettings, sepia: true, flip: "vertical", rotate: 15 }, choices);
    expect(variantYaml(variant)).to.equal(`config:
  image-pipeline:variants:
  - name: "thumb"
    width: 300
    height: 300
    fit: "cover"
    format: "auto"
    quality: 75
    background: "#ffffff"
    operations:
      - sepia: true
      - rotate: 15
      - flip: "vertical"
`);
  });
});
