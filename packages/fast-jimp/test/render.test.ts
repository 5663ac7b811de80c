import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../src";
import { render, type VariantSpec } from "./support/render";
import { decodeResult, meanDifference, pixelAt } from "./support/compare";
import {
  CAMERA_NAME,
  encodeBmp,
  encodeGif,
  encodeJpeg,
  encodePng,
  encodeRgbJpeg,
  encodeTiff,
  exampleJpeg,
  examplePng,
  exifChunk,
  exifSegment,
  greyJpeg,
  scene,
  truncatedJpeg,
  type Pixels,
} from "./support/images";

const base: VariantSpec = {
  name: "thumb",
  width: 30,
  height: 20,
  fit: "cover",
  format: "png",
  quality: 90,
  background: "#ff8000",
};

async function draw(file: Uint8Array, change: Partial<VariantSpec> = {}): Promise<Pixels> {
  const [result] = await render(file, [{ ...base, ...change }]);
  if (!result) throw new Error("no result");
  return decodeResult(result.bytes);
}

const size = ({ width, height }: Pixels): string => `${width}x${height}`;

/** Four flat quarters: red, green, blue and grey, so that single pixels identify crops and orientations. */
function quarters(width: number, height: number): Pixels {
  const colours = [[200, 0, 0], [0, 200, 0], [0, 0, 200], [90, 90, 90]]; // prettier-ignore
  const data = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    data.set(colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] ?? [], at * 4);
  }
  return { width, height, data };
}

describe("a rendition", () => {
  describe("fit", () => {
    const wide = encodePng(quarters(80, 40));
    const orange = [255, 128, 0, 255];

    it("cover fills the box and crops the excess, centred", async () => {
      const result = await draw(wide, { width: 20, height: 20 });
      expect(size(result)).to.equal("20x20");
      expect(pixelAt(result, 2, 2)).to.deep.equal([200, 0, 0, 255]);
      expect(pixelAt(result, 17, 17)).to.deep.equal([90, 90, 90, 255]);
      // The crop is exactly centred: left and right of the middle mirror each other.
      for (const x of [7, 8, 9]) expect(pixelAt(result, x, 2)[0]).to.equal(pixelAt(result, 19 - x, 2)[1]);
    });

    it("contain puts the whole image into the box, on the background", async () => {
      const result = await draw(wide, { width: 20, height: 20, fit: "contain" });
      expect(size(result)).to.equal("20x20");
      for (const y of [0, 4, 15, 19]) expect(pixelAt(result, 10, y), `row ${y}`).to.deep.equal(orange);
      expect(pixelAt(result, 1, 6)).to.deep.equal([200, 0, 0, 255]);
      expect(pixelAt(result, 18, 13)).to.deep.equal([90, 90, 90, 255]);
    });

    it("contain, cover and fill enlarge a small image", async () => {
      for (const fit of ["contain", "cover", "fill"] as const) {
        const result = await draw(encodePng(quarters(8, 8)), { width: 40, height: 40, fit });
        expect(size(result)).to.equal("40x40");
        expect(pixelAt(result, 2, 2)).to.deep.equal([200, 0, 0, 255]);
      }
    });

    it("fill stretches to the box", async () => {
      const result = await draw(wide, { width: 20, height: 60, fit: "fill" });
      expect(size(result)).to.equal("20x60");
      expect(pixelAt(result, 1, 20)).to.deep.equal([200, 0, 0, 255]);
      expect(pixelAt(result, 18, 40)).to.deep.equal([90, 90, 90, 255]);
    });

    it("inside shrinks to fit and never enlarges", async () => {
      expect(size(await draw(wide, { width: 20, height: 20, fit: "inside" }))).to.equal("20x10");
      expect(size(await draw(wide, { width: 500, height: 20, fit: "inside" }))).to.equal("40x20");
      expect(size(await draw(wide, { width: 500, height: 500, fit: "inside" }))).to.equal("80x40");
    });

    it("keeps at least one pixel of a very long image", async () => {
      const long = encodePng(scene(300, 1));
      expect(size(await draw(long, { width: 20, height: 20, fit: "inside" }))).to.equal("20x1");
      expect(size(await draw(long, { width: 20, height: 20, fit: "contain" }))).to.equal("20x20");
      expect(size(await draw(long, { width: 20, height: 20, fit: "cover" }))).to.equal("20x20");
    });
  });

  describe("orientation", () => {
    const stored = quarters(64, 32);
    // The displayed quarters, from the top left, by orientation (EXIF 2.3, 4.6.4 A).
    const [red, green, blue, grey] = [[200, 0, 0], [0, 200, 0], [0, 0, 200], [90, 90, 90]]; // prettier-ignore
    const shown: Readonly<Record<number, readonly (readonly number[] | undefined)[]>> = {
      1: [red, green, blue, grey],
      2: [green, red, grey, blue],
      3: [grey, blue, green, red],
      4: [blue, grey, red, green],
      5: [red, blue, green, grey],
      6: [blue, red, grey, green],
      7: [grey, green, blue, red],
      8: [green, grey, red, blue],
    };
    const files = (orientation: number): Record<string, Buffer> => ({
      JPEG: encodeJpeg(stored, { subsampling: [1, 1], segments: [exifSegment(orientation)] }),
      PNG: encodePng(stored, {}, [exifChunk(orientation)]),
      TIFF: encodeTiff(stored, { orientation }),
    });
    for (const [orientation, corners] of Object.entries(shown)) {
      it(`applies orientation ${orientation}`, async () => {
        const [width, height] = Number(orientation) >= 5 ? [16, 32] : [32, 16];
        for (const [kind, file] of Object.entries(files(Number(orientation)))) {
          for (const fit of ["fill", "inside"] as const) {
            const result = await draw(file, { width, height, fit });
            expect(size(result), kind).to.equal(`${width}x${height}`);
            const points = [[2, 2], [width - 3, 2], [2, height - 3], [width - 3, height - 3]] as const; // prettier-ignore
            points.forEach(([x, y], corner) => {
              const wanted = corners[corner] ?? [];
              const found = pixelAt(result, x, y);
              wanted.forEach((value, part) =>
                expect(found[part], `${kind} ${fit} corner ${corner}`).to.be.closeTo(value, 4),
              );
            });
          }
        }
      });

      it(`crops after applying orientation ${orientation}, as sharp does`, async () => {
        const file = encodeJpeg(scene(120, 80), { segments: [exifSegment(Number(orientation))] });
        const theirs = await sharp(file).autoOrient().resize(40, 40, { fit: "cover" }).ensureAlpha().raw().toBuffer();
        const ours = await draw(file, { width: 40, height: 40 });
        expect(meanDifference(ours, { width: 40, height: 40, data: theirs })).to.be.below(3);
      });
    }
  });

  describe("formats", () => {
    it("keeps JPEG and PNG and converts the rest to JPEG", async () => {
      const files = {
        jpeg: exampleJpeg(),
        png: examplePng(),
        gif: encodeGif(scene(40, 30)),
        bmp: encodeBmp(scene(40, 30)),
        tiff: encodeTiff(scene(40, 30)),
      };
      for (const [format, file] of Object.entries(files)) {
        const [result] = await render(file, [{ ...base, format: "auto" }]);
        const png = format === "png";
        expect(result).to.include({
          name: "thumb",
          contentType: png ? "image/png" : "image/jpeg",
          width: 30,
          height: 20,
        });
        expect((await sharp(result?.bytes).metadata()).format).to.equal(png ? "png" : "jpeg");
      }
    });

    it("renders the same image from every format", async () => {
      const image = scene(120, 80);
      const expected = await draw(encodePng(image));
      const files = {
        bmp: encodeBmp(image),
        tiff: encodeTiff(image),
        rgbJpeg: encodeRgbJpeg(image),
        jpeg: encodeJpeg(image, { subsampling: [1, 1] }),
      };
      for (const [kind, file] of Object.entries(files))
        expect(meanDifference(await draw(file), expected), kind).to.be.below(0.8);
      expect(meanDifference(await draw(encodeGif(image, { frames: 3 })), expected)).to.be.below(6);
    });

    it("flattens transparent images on the background for JPEG, and keeps their alpha in PNG and WebP", async () => {
      const clear = encodePng({ width: 20, height: 20, data: Buffer.alloc(1600) }, { alpha: true });
      expect((await draw(clear, { format: "png" })).data.every((value, at) => at % 4 !== 3 || value === 0)).to.equal(
        true,
      );
      expect((await draw(clear, { format: "webp" })).data.every((value, at) => at % 4 !== 3 || value === 0)).to.equal(
        true,
      );
      const [red = 0, green = 0, blue = 0] = pixelAt(await draw(clear, { format: "jpeg" }), 10, 10);
      expect([red, green, blue].map((value, part) => Math.abs(value - ([255, 128, 0][part] ?? 0)) <= 3)).to.deep.equal([
        true,
        true,
        true,
      ]);
    });

    it("writes grey JPEG from grey JPEG, and colour with a coloured background", async () => {
      const channels = async (change: Partial<VariantSpec>): Promise<number | undefined> => {
        const [result] = await render(greyJpeg(), [{ ...base, format: "auto", ...change }]);
        return (await sharp(result?.bytes).metadata()).channels;
      };
      expect(await channels({})).to.equal(1);
      expect(await channels({ fit: "contain", height: 30 })).to.equal(3);
    });

    it("respects the quality of JPEG and WebP", async () => {
      const file = encodePng(scene(200, 150));
      for (const format of ["jpeg", "webp"] as const) {
        const [low, high] = await render(
          file,
          [20, 95].map((quality) => ({ ...base, width: 100, height: 75, format, quality })),
        );
        expect(low?.bytes.length ?? 0, format).to.be.below((high?.bytes.length ?? 0) * 0.5);
      }
    });
  });

  it("renders several variants of one image, in order, each as in a call of its own", async () => {
    const file = exampleJpeg({ width: 240, height: 160, orientation: 6 });
    const variants: VariantSpec[] = [
      { ...base, name: "small", width: 20, height: 20 },
      { ...base, name: "large", width: 120, height: 90, fit: "inside" },
      { ...base, name: "photo", width: 60, height: 60, fit: "contain", format: "auto" },
    ];
    const results = await render(file, variants);
    expect(results.map(({ name, width, height }) => [name, width, height])).to.deep.equal([["small", 20, 20], ["large", 60, 90], ["photo", 60, 60]]); // prettier-ignore
    const [, large] = results;
    expect(meanDifference(await decodeResult(large?.bytes ?? Buffer.alloc(0)), await draw(file, variants[1]))).to.equal(
      0,
    );
    // A small variant beside a large one is drawn from a finer decode: nearer to the truth, never further.
    expect(
      meanDifference(await decodeResult(results[0]?.bytes ?? Buffer.alloc(0)), await draw(file, variants[0])),
    ).to.be.below(2);
  });

  it("drops EXIF, GPS position and comments", async () => {
    const files = [exampleJpeg({ orientation: 3 }), examplePng({ orientation: 3 })];
    for (const file of files) {
      expect(file.includes(CAMERA_NAME)).to.equal(true);
      for (const format of ["jpeg", "png", "webp"] as const) {
        const [result] = await render(file, [{ ...base, format }]);
        const bytes = result?.bytes ?? Buffer.alloc(0);
        for (const trace of [CAMERA_NAME, "Exif", "eXIf", "EXIF", "comment", "tEXt", "http"])
          expect(bytes.includes(trace), `${format} ${trace}`).to.equal(false);
        const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
        expect([exif, xmp, iptc, orientation]).to.deep.equal([undefined, undefined, undefined, undefined]);
      }
    }
  });

  it("does not colour edges with transparent pixels", async () => {
    // White on transparent red: blended without premultiplying, the edge turns pink.
    const data = Buffer.alloc(64 * 64 * 4);
    for (let at = 0; at < 64 * 64; at++) data.set(at % 64 < 32 ? [255, 255, 255, 255] : [255, 0, 0, 0], at * 4);
    const result = await draw(encodePng({ width: 64, height: 64, data }, { alpha: true }), { width: 31, height: 31 });
    for (let at = 0; at < result.data.length; at += 4) {
      if ((result.data[at + 3] ?? 0) > 8) expect(result.data[at + 1], `pixel ${at / 4}`).to.be.above(250);
    }
  });

  it("does not change the input", async () => {
    for (const file of [exampleJpeg(), examplePng(), encodeBmp(scene(20, 20)), encodeTiff(scene(20, 20))]) {
      const copy = Buffer.from(file);
      await render(file, [base, { ...base, format: "jpeg" }]);
      expect(file.equals(copy)).to.equal(true);
    }
  });

  it("refuses a corrupt file with a code, also in concurrent calls", async () => {
    const outcomes = await Promise.allSettled([
      render(truncatedJpeg(), [base]),
      render(exampleJpeg(), [base]),
      render(Buffer.from("x"), [base]),
    ]);
    const codes = outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? "ok" : (outcome.reason as ImageError).code,
    );
    expect(codes).to.deep.equal(["IMAGE_CORRUPT", "ok", "NOT_AN_IMAGE"]);
  });
});
