import { expect } from "chai";
import sharp from "sharp";
import { createLazyJimp, type ImageError } from "../src";
import { inkWriter } from "../src/icc/inks";
import { profileToKeep } from "../src/icc/profile";
import { decodeJpeg } from "../src/jpeg/decode";
import { decodeTiff } from "../src/tiff/decode";
import { decodeResult, largestDifference, meanDifference } from "./support/compare";
import { decodeOriented } from "./support/decode";
import { render, type VariantSpec } from "./support/render";
import {
  adobeRgbProfile,
  cmykProfile,
  cmykTiff,
  displayP3Profile,
  encodeCmykJpeg,
  encodeGreyJpeg,
  encodeJpeg,
  encodePng,
  gamma18Profile,
  greyProfile,
  pngChunk,
  iccChunk,
  iccSegments,
  printedLab,
  printerProfile,
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

/** sRGB, 0..255, of CIE L*a*b* under D50, by the formulas of CIE 15 and IEC 61966-2-1. */
function srgbOfLab([l, a, b]: readonly [number, number, number]): readonly number[] {
  const inverse = (t: number): number => (t > 6 / 29 ? t * t * t : (108 / 841) * (t - 4 / 29));
  const y = (l + 16) / 116;
  const [X, Y, Z] = [inverse(y + a / 500) * 0.9642, inverse(y), inverse(y - b / 200) * 0.8249];
  const linear = [
    3.1338561 * X - 1.6168667 * Y - 0.4906146 * Z,
    -0.9787684 * X + 1.9161415 * Y + 0.033454 * Z,
    0.0719453 * X - 0.2289914 * Y + 1.4052427 * Z,
  ];
  return linear.map((light) => {
    const value = Math.min(1, Math.max(0, light));
    return 255 * (value > 0.0031308 ? 1.055 * value ** (1 / 2.4) - 0.055 : 12.92 * value);
  });
}

const Jimp = createLazyJimp();

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

  it("converts grey with a profile to sRGB where it meets colours, as Little CMS does", async () => {
    const icc = greyProfile();
    const grey = scene(64, 48);
    for (let at = 0; at < grey.data.length; at += 4) grey.data.fill(grey.data[at] as number, at + 1, at + 3);
    const files = {
      png: await sharp(grey.data, { raw: { width: 64, height: 48, channels: 4 } })
        .toColourspace("b-w")
        .png()
        .toBuffer(),
      jpeg: encodeGreyJpeg(image, { segments: iccSegments(icc) }),
    };
    const png = files.png;
    const withProfile = Buffer.concat([png.subarray(0, 33), iccChunk(icc), png.subarray(33)]);
    for (const file of [withProfile, files.jpeg]) {
      const theirs = await sharp(file).toColourspace("srgb").ensureAlpha().raw().toBuffer();
      const ours = await decodeOriented(file);
      expect(meanDifference(ours, { ...ours, data: theirs })).to.be.below(0.5);
      for (const format of ["png", "webp"] as const) {
        const [result] = await render(file, [{ ...variant, width: 64, height: 48, format, quality: 100 }]);
        const { data } = await decodeResult(result?.bytes ?? Buffer.alloc(0));
        expect(meanDifference({ ...ours, data }, { ...ours, data: theirs }), format).to.be.below(2);
        const kept = format === "png";
        expect((await sharp(result?.bytes).metadata()).icc, format).to.deep.equal(kept ? icc : undefined);
      }
    }
    // A grey profile is none of colours, and a broken one none at all.
    const coloured = encodePng(image, {}, [iccChunk(icc)]);
    expect(meanDifference(await decodeOriented(coloured), image)).to.equal(0);
    const broken = Buffer.from(icc);
    broken.write("oops", broken.readUInt32BE(broken.indexOf("kTRC") + 4), "latin1");
    const unmanaged = Buffer.concat([png.subarray(0, 33), iccChunk(broken), png.subarray(33)]);
    expect(meanDifference(await decodeOriented(unmanaged), await decodeOriented(png))).to.equal(0);
  });

  it("keeps grey with its profile in every format that has both, whatever it comes in", async () => {
    const icc = greyProfile();
    const greys = { ...image, data: Buffer.from(image.data) };
    for (let at = 0; at < greys.data.length; at += 4) greys.data.fill(greys.data[at] as number, at + 1, at + 3);
    const { data, width, height } = greys;
    const png = await sharp(data, { raw: { width, height, channels: 4 } }).toColourspace("b-w").png().toBuffer(); // prettier-ignore
    const sources = {
      "grey PNG": Buffer.concat([png.subarray(0, 33), iccChunk(icc), png.subarray(33)]),
      "RGB PNG of greys": encodePng(greys, {}, [iccChunk(icc)]),
      "grey JPEG": encodeGreyJpeg(image, { segments: iccSegments(icc) }),
    };
    for (const [what, file] of Object.entries(sources)) {
      for (const size of [
        { w: width, h: height },
        { w: 20, h: 15 },
      ]) {
        for (const [mime, format] of [
          ["image/png", "png"],
          ["image/jpeg", "jpeg"],
        ] as const) {
          // prettier-ignore
          const result = await (await Jimp.fromBuffer(file)).resize(size).getBuffer(mime, { quality: 100 });
          const metadata = await sharp(result).metadata();
          expect([metadata.format, metadata.channels], what).to.deep.equal([format, 1]);
          expect(metadata.icc?.equals(icc), what).to.equal(true);
        }
      }
      const whole = await (await Jimp.fromBuffer(file)).getBuffer("image/png");
      expect((await sharp(whole).metadata()).icc?.equals(icc), what).to.equal(true);
    }
  });

  it("encodes greys without a profile as a grey JPEG, and with one of colours as a coloured one", async () => {
    const greys = { ...image, data: Buffer.from(image.data) };
    for (let at = 0; at < greys.data.length; at += 4) greys.data.fill(greys.data[at] as number, at + 1, at + 3);
    const jpegOf = async (file: Buffer) => sharp(await (await Jimp.fromBuffer(file)).getBuffer("image/jpeg")).metadata(); // prettier-ignore
    expect((await jpegOf(encodePng(greys))).channels).to.equal(1);
    const p3 = await jpegOf(encodePng(greys, {}, [iccChunk(displayP3Profile())]));
    expect([p3.channels, p3.icc?.equals(displayP3Profile())]).to.deep.equal([3, true]);
    expect((await jpegOf(encodePng(image))).channels).to.equal(3);
  });

  it("keeps the profile of a grey JPEG in a grey rendition, and drops it from a coloured one", async () => {
    const icc = greyProfile();
    const file = encodeGreyJpeg(image, { segments: iccSegments(icc) });
    expect((await profileOf(file, "jpeg"))?.equals(icc)).to.equal(true);
    const [padded] = await render(file, [{ ...variant, width: 32, height: 32, fit: "contain", background: "#ff0000" }]);
    expect((await sharp(padded?.bytes).metadata()).icc).to.equal(undefined);
  });

  it("takes the code points of a PNG before its profile, and refuses those that it cannot show", async () => {
    const cicp = (...codes: readonly number[]) => encodePng(image, {}, [pngChunk("cICP", Buffer.from(codes)), iccChunk(adobeRgbProfile())]); // prettier-ignore
    expect(await profileOf(cicp(1, 13, 0, 1), "png")).to.equal(undefined);
    const p3 = await profileOf(cicp(12, 13, 0, 1), "png");
    // Little CMS converts by both profiles alike.
    const converted = (icc: Buffer): Promise<Buffer> =>
      sharp(encodePng(image, {}, [iccChunk(icc)])).toColourspace("srgb").raw().toBuffer(); // prettier-ignore
    expect(largestDifference(await converted(p3 ?? Buffer.alloc(0)), await converted(displayP3Profile()))).to.be.below(
      2,
    );
    for (const [codes, message] of [
      [[9, 16, 0, 1], /high dynamic range \(PQ\)/],
      [[1, 13, 1, 1], /not RGB of full range/],
      [[1, 13, 0, 0], /not RGB of full range/],
    ] as const) {
      const error: unknown = await render(cicp(...codes), [variant]).catch((reason: unknown) => reason);
      expect([(error as ImageError).code, (error as ImageError).message], String(codes)).to.satisfy(
        ([code, text]: string[]) => code === "FORMAT_UNSUPPORTED" && message.test(text ?? ""),
      );
    }
  });

  it("drops the profile of a CMYK image, whose rendition is RGB", async () => {
    const file = encodeCmykJpeg(image);
    const withProfile = Buffer.concat([file.subarray(0, 2), ...iccSegments(cmykProfile()), file.subarray(2)]);
    expect(await profileOf(withProfile, "jpeg")).to.equal(undefined);
  });

  for (const type of ["mft1", "mft2", "mAB "] as const) {
    it(`converts inks by the perceptual table of a profile, of type "${type}", as Little CMS does`, async () => {
      const file = encodeCmykJpeg(image);
      const inked = Buffer.concat([file.subarray(0, 2), ...iccSegments(printerProfile(type)), file.subarray(2)]);
      const theirs = await sharp(inked).toColourspace("srgb").ensureAlpha().raw().toBuffer();
      const difference = (jpeg: Buffer): number => {
        const { data } = decodeJpeg(jpeg);
        return meanDifference({ ...image, data: Buffer.from(data) }, { ...image, data: theirs });
      };
      expect(difference(inked)).to.be.below(1);
      expect(difference(file), "without the profile").to.be.above(8);
    });
  }

  for (const type of ["mft2", "mAB "] as const) {
    it(`shows the darkest print as black, by a profile of type "${type}", as Little CMS does`, async () => {
      const file = encodeCmykJpeg(image);
      const black = type === "mAB " ? 3.1373 : 25;
      const inked = Buffer.concat([file.subarray(0, 2), ...iccSegments(printerProfile(type, black)), file.subarray(2)]);
      const theirs = await sharp(inked).toColourspace("srgb").ensureAlpha().raw().toBuffer();
      const ours = Buffer.from(decodeJpeg(inked).data);
      expect(meanDifference({ ...image, data: ours }, { ...image, data: theirs })).to.be.below(1);
      const out = Buffer.alloc(4);
      inkWriter(printerProfile(type, black))(255, 255, 255, 255, out, 0);
      out.subarray(0, 3).forEach((value) => expect(value).to.be.below(3));
    });
  }

  it("shows paper and full inks as the profile's table has them", () => {
    const out = Buffer.alloc(4);
    for (const inks of [
      [0, 0, 0, 0],
      [255, 0, 0, 0],
      [0, 255, 0, 0],
      [0, 0, 255, 0],
      [0, 0, 0, 255],
    ] as const) {
      const [c, m, y, k] = inks;
      inkWriter(printerProfile("mft2"))(c, m, y, k, out, 0);
      const expected = srgbOfLab(printedLab(inks.map((ink) => ink / 255)));
      expected.forEach((value, part) => expect(out[part], `${inks.join()} ${part}`).to.be.closeTo(value, 1));
    }
  });

  it("converts inks of a TIFF by its profile too", () => {
    const inks = Buffer.from([255, 0, 0, 0, 0, 0, 0, 128]);
    const file = cmykTiff(2, 1, inks, printerProfile("mft2"));
    const expected = [[1, 0, 0, 0], [0, 0, 0, 128 / 255]].map((one) => srgbOfLab(printedLab(one))); // prettier-ignore
    const { data } = decodeTiff(file);
    expected.flat().forEach((value, at) => expect(data[at + Math.floor(at / 3)]).to.be.closeTo(value, 1.5));
  });

  it("converts inks by a plain formula where the profile is broken, cut or of another space", () => {
    const whole = printerProfile("mft2");
    const shortened = Buffer.from(whole.subarray(0, whole.length - 2000));
    shortened.writeUInt32BE(shortened.length, 0);
    const plain = Buffer.alloc(4);
    inkWriter(undefined)(40, 90, 200, 30, plain, 0);
    for (const icc of [cmykProfile(), displayP3Profile(), shortened, whole.subarray(0, 60), Buffer.alloc(0)]) {
      const out = Buffer.alloc(4);
      inkWriter(icc)(40, 90, 200, 30, out, 0);
      expect(out.equals(plain)).to.equal(true);
    }
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
