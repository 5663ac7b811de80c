import { expect } from "chai";
import sharp from "sharp";

import { renderReference } from "../../../commands/console/playground/reference";
import { usualSettings, variantOf } from "../../../console/variant-settings";
import { playgroundChoices } from "../../../commands/console/playground/choices";
import { playgroundFormats, readVariant } from "../../../commands/console/playground/read-variant";

const choices = playgroundChoices([]);

const render = async (change: Partial<typeof usualSettings>, original: Uint8Array) => {
  const variant = readVariant(variantOf({ ...usualSettings, ...change }, choices), playgroundFormats(true));
  const answer = await renderReference({ original, variant });
  if (answer.kind === "refused") return answer;
  const { bytes, contentType, width, height } = answer;
  const metadata = await sharp(bytes).metadata();
  expect([metadata.width, metadata.height]).to.deep.equal([width, height]);
  return { contentType, size: `${width}x${height}` };
};

describe("the reference of the playground", () => {
  const image = (format: "jpeg" | "png" | "webp") =>
    sharp({ create: { width: 400, height: 200, channels: 3, background: "#336699" } })
      .toFormat(format)
      .toBuffer();

  it("has the size of each fit and the format that the stack's result has", async () => {
    const jpeg = await image("jpeg");
    const box = { width: 100, height: 100 };
    for (const fit of ["cover", "contain", "fill"]) {
      expect(await render({ ...box, fit }, jpeg)).to.deep.equal({ contentType: "image/jpeg", size: "100x100" });
    }
    expect(await render({ ...box, fit: "inside" }, jpeg)).to.include({ size: "100x50" });
    expect(await render({ width: 800, height: 800, fit: "inside" }, jpeg)).to.include({ size: "400x200" });
    for (const format of ["png", "webp", "avif"]) {
      expect(await render({ ...box, format }, jpeg)).to.include({ contentType: `image/${format}` });
    }
    expect(await render(box, await image("png"))).to.include({ contentType: "image/png" });
    expect(await render(box, await image("webp"))).to.include({ contentType: "image/jpeg" });
  });

  it("is transparent around a transparent image, and has the background in a JPEG", async () => {
    const colour = { r: 0, g: 0, b: 0, alpha: 0 };
    const original = await sharp({ create: { width: 40, height: 20, channels: 4, background: colour } })
      .png()
      .toBuffer();
    const corner = async (format: string) => {
      const settings = { ...usualSettings, width: 20, height: 20, fit: "contain", background: "#00ff00", format };
      const variant = readVariant(variantOf(settings, choices), playgroundFormats(true));
      const answer = await renderReference({ original, variant });
      if (answer.kind === "refused") throw new Error(answer.message);
      const { data } = await sharp(answer.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return [...data.subarray(0, 4)].map((value) => Math.round(value / 16));
    };
    expect((await corner("webp"))[3]).to.equal(0);
    expect(await corner("jpeg")).to.deep.equal([0, 16, 0, 16]);
  });

  it("says why there is none", async () => {
    const answer = await render({}, Buffer.from("no image"));
    expect(answer).to.include({ kind: "refused", code: "SHARP_FAILED" });
    const variant = readVariant(variantOf(usualSettings, choices), playgroundFormats(true));
    const absent = await renderReference({ original: await image("jpeg"), variant }, () => undefined);
    expect(absent).to.include({ kind: "refused", code: "SHARP_ABSENT" });
  });

  it("has a position, attention included, where a fit takes one", async () => {
    const jpeg = await image("jpeg");
    for (const fit of choices.positionedFits) {
      for (const position of choices.positions) {
        expect(await render({ fit, position, width: 50, height: 60 }, jpeg), `${fit} ${position}`).to.include({
          size: "50x60",
        });
      }
    }
  });
});
