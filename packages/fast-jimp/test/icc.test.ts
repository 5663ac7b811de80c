import { expect } from "chai";
import sharp from "sharp";
import { profileToKeep } from "../src/icc/profile";
import { render, type VariantSpec } from "./support/render";
import {
  adobeRgbProfile,
  cmykProfile,
  displayP3Profile,
  encodeCmykJpeg,
  encodeGreyJpeg,
  encodeJpeg,
  encodePng,
  gamma18Profile,
  greyProfile,
  iccChunk,
  iccSegments,
  scene,
  srgbProfile,
  srgbTableProfile,
} from "./support/images";

const image = scene(64, 48);
const variant: VariantSpec = {
  name: "a",
  width: 32,
  height: 24,
  fit: "cover",
  format: "auto",
  quality: 80,
  background: "#ffffff",
};

async function profileOf(file: Buffer, format: VariantSpec["format"]): Promise<Buffer | undefined> {
  const [result] = await render(file, [{ ...variant, format }]);
  return (await sharp(result?.bytes).metadata()).icc;
}

describe("colour profiles", () => {
  const wide = {
    "Display P3": displayP3Profile(),
    AdobeRGB: adobeRgbProfile(),
    "sRGB's primaries with another gamma": gamma18Profile(),
  };
  for (const [name, icc] of Object.entries(wide)) {
    it(`keeps ${name}, byte by byte, from JPEG and PNG to JPEG, PNG and WebP`, async () => {
      const files = [encodeJpeg(image, { segments: iccSegments(icc) }), encodePng(image, {}, [iccChunk(icc)])];
      for (const file of files) {
        for (const format of ["jpeg", "png", "webp"] as const) {
          expect((await profileOf(file, format))?.equals(icc), format).to.equal(true);
        }
      }
    });
  }

  it("omits sRGB, whether its curve is a formula or a table", async () => {
    for (const icc of [srgbProfile(), srgbTableProfile()]) {
      for (const format of ["jpeg", "png"] as const) {
        expect(await profileOf(encodeJpeg(image, { segments: iccSegments(icc) }), format)).to.equal(undefined);
      }
    }
  });

  it("joins a profile split into segments", async () => {
    const icc = displayP3Profile();
    expect((await profileOf(encodeJpeg(image, { segments: iccSegments(icc, 100) }), "jpeg"))?.equals(icc)).to.equal(
      true,
    );
  });

  it("keeps the profile of a grey JPEG in a grey rendition, and drops it from a coloured one", async () => {
    const icc = greyProfile();
    const file = encodeGreyJpeg(image, { segments: iccSegments(icc) });
    expect((await profileOf(file, "jpeg"))?.equals(icc)).to.equal(true);
    const [padded] = await render(file, [{ ...variant, width: 32, height: 32, fit: "contain", background: "#ff0000" }]);
    expect((await sharp(padded?.bytes).metadata()).icc).to.equal(undefined);
  });

  it("drops the profile of a CMYK image, whose rendition is RGB", async () => {
    const file = encodeCmykJpeg(image);
    const withProfile = Buffer.concat([file.subarray(0, 2), ...iccSegments(cmykProfile()), file.subarray(2)]);
    expect(await profileOf(withProfile, "jpeg")).to.equal(undefined);
  });

  it("drops an invalid profile, and still renders the image", async () => {
    const cut = displayP3Profile().subarray(0, 200);
    for (const broken of [Buffer.from("no profile"), Buffer.alloc(300), cut]) {
      expect(await profileOf(encodeJpeg(image, { segments: iccSegments(broken) }), "jpeg")).to.equal(undefined);
    }
    const bomb = iccChunk(Buffer.alloc(8 << 20));
    expect(await profileOf(encodePng(image, {}, [bomb]), "png")).to.equal(undefined);
  });

  it("recognises sRGB by its numbers, not by its name", () => {
    const almost = srgbProfile();
    // Colorants lie within a rounding of sRGB's: still sRGB. Further away: not.
    const red = almost.readUInt32BE(almost.indexOf("rXYZ") + 4);
    expect(profileToKeep(almost, 4)).to.equal(undefined);
    almost.writeInt32BE(almost.readInt32BE(red + 8) + Math.round(0.02 * 65536), red + 8);
    expect(profileToKeep(almost, 4)).to.equal(almost);
  });
});
