import type { ResourceState } from "@image-pipeline/local-pulumi";
import { expect } from "chai";

import { hasAvif, playgroundChoices } from "../../../commands/console/playground/choices";
import { playgroundFormats, readVariant } from "../../../commands/console/playground/read-variant";
import { usualSettings, variantOf } from "../../../console/variant-settings";

const layer = (layerName: string) =>
  ({ type: "aws:lambda/layerVersion:LayerVersion", outputs: { layerName } }) as unknown as ResourceState;

describe("the playground's settings", () => {
  it("have AVIF where the stack has its codec, and only there", () => {
    expect([hasAvif([layer("images-avif")]), hasAvif([layer("images"), layer("images-heic")])]).to.deep.equal([
      true,
      false,
    ]);
    const choices = playgroundChoices([]);
    expect(choices.formats).to.deep.equal(["auto", "jpeg", "png", "webp"]);
    expect(playgroundChoices([layer("images-avif")]).formats).to.include("avif");
    const avif = variantOf({ ...usualSettings, format: "avif" }, choices);
    expect(readVariant(avif, playgroundFormats(true)).format).to.equal("avif");
    expect(() => readVariant(avif, playgroundFormats(false)))
      .to.throw("format: expected one of auto, jpeg, png, webp")
      .with.property("status", 400);
  });

  it("are taken to the ends of their ranges, and no further", () => {
    const { edgePx, quality, effort, operations } = playgroundChoices([]);
    const variant = variantOf(usualSettings, playgroundChoices([]));
    const read = (change: object) => () => readVariant({ ...variant, ...change }, playgroundFormats(true));
    for (const [name, { min, max }] of Object.entries({ width: edgePx, height: edgePx, quality, effort })) {
      for (const value of [min, max]) expect(read({ [name]: value })(), name).to.have.property(name, value);
      for (const value of [min - 1, max + 1]) expect(read({ [name]: value }), name).to.throw(`${name}: expected`);
    }
    for (const [name, { min, max }] of Object.entries(operations)) {
      for (const value of [min, max]) {
        expect(read({ operations: [{ [name]: value }] })().operations).to.deep.equal([{ [name]: value }]);
      }
      for (const value of [min - 0.01, max + 0.01]) {
        expect(read({ operations: [{ [name]: value }] }), name).to.throw(`${name}: expected`);
      }
    }
  });

  it("take a background in either case, as the configuration does", () => {
    const variant = { ...variantOf(usualSettings, playgroundChoices([])), background: "#AABBCC" };
    expect(readVariant(variant, playgroundFormats(false)).background).to.equal("#aabbcc");
  });
});
