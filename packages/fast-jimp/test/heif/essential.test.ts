import { expect } from "chai";
import { ImageError } from "../../src";
import { largestDifference } from "../support/compare";
import { decodeOriented } from "../support/decode";
import { av1Item, decodeWithLibavif } from "../support/encoders";
import { scene } from "../support/images";
import { box, heifFile, heifProperties as p, hevcItem, type HeifItem } from "../support/images/heif";

const image = scene(64, 48);
const makers = {
  avif: (properties: readonly Buffer[] = []): Promise<HeifItem> => av1Item(image, properties),
  heic: (properties: readonly Buffer[] = []): Promise<HeifItem> => Promise.resolve(hevcItem(image, { properties })),
};
const unknown = box("abcd", Buffer.alloc(4));

/** Two tiles side by side. */
const grid: HeifItem = {
  type: "grid",
  data: Buffer.from([0, 0, 0, 1, 0, 128, 0, 48]),
  properties: [p.ispe(128, 48), p.pixi(8, 8, 8), p.nclx(1, 13, 6)],
  references: [["dimg", 2, 3]],
};
const asAlpha = (item: HeifItem, of: number): HeifItem => ({
  ...item,
  properties: [...item.properties, p.alpha()],
  references: [["auxl", of]],
});

const outcome = (file: Buffer): Promise<string> =>
  decodeOriented(file).then(
    ({ width, height }) => `${width}x${height}`,
    (error: unknown) => {
      if (error instanceof ImageError) return `${error.code} ${error.message}`;
      throw error;
    },
  );

describe("essential properties of a HEIF file", () => {
  for (const brand of ["avif", "heic"] as const) {
    const title = brand.toUpperCase();
    const refused = `FORMAT_UNSUPPORTED ${title} with the essential property "abcd" is not supported.`;

    it(`are refused where they are unknown, whatever part of the image has them: ${title}`, async () => {
      const [item, marked] = [await makers[brand](), await makers[brand]([unknown])];
      const files: Readonly<Record<string, readonly HeifItem[]>> = {
        image: [marked],
        grid: [{ ...grid, properties: [...grid.properties, unknown] }, item, item],
        tile: [grid, item, marked],
        alpha: [item, asAlpha(marked, 1)],
        "a tile of alpha": [grid, item, item, { ...asAlpha(grid, 1), references: [["auxl", 1], ["dimg", 2, 5]] }, marked], // prettier-ignore
      };
      for (const [what, parts] of Object.entries(files)) {
        expect(await outcome(heifFile(brand, parts, ["abcd"])), what).to.equal(refused);
        // Those that are not essential may be ignored.
        expect(await outcome(heifFile(brand, parts)), what).to.match(/^(64|128)x48$/);
      }
    });
  }

  it("may be those of an item that is no part of the image", async () => {
    const parts = [await makers.avif(), await makers.avif([unknown])];
    expect(await outcome(heifFile("avif", parts, ["abcd"]))).to.equal("64x48");
  });

  it("are those of the format: of a HEIC a layer is refused, and of an AVIF what configures HEVC", async () => {
    expect(await outcome(heifFile("heic", [await makers.heic([p.lsel(1)])]))).to.equal(
      'FORMAT_UNSUPPORTED HEIC with the essential property "lsel" is not supported.',
    );
    expect(await outcome(heifFile("avif", [await makers.avif([box("hvcC", Buffer.alloc(23))])]))).to.equal(
      'FORMAT_UNSUPPORTED AVIF with the essential property "hvcC" is not supported.',
    );
  });

  it("that transform tiles of an AVIF are refused", async () => {
    const [item, turned] = [await makers.avif(), await makers.avif([p.irot(2)])];
    expect(await outcome(heifFile("avif", [grid, item, turned]))).to.equal(
      "FORMAT_UNSUPPORTED AVIF with transformations of the tiles of its grid is not supported.",
    );
    expect(await outcome(heifFile("avif", [{ ...grid, properties: [...grid.properties, p.irot(1)] }, item, item]))).to.equal("48x128"); // prettier-ignore
  });

  it("that transform the alpha plane of an AVIF are those of its colours, or there are none", async () => {
    const colours = await makers.avif([p.irot(1), p.imir(0)]);
    const alphaWith = async (...properties: readonly Buffer[]): Promise<Buffer> =>
      heifFile("avif", [colours, asAlpha(await av1Item(image, properties, { subsample: 0 }), 1)]);
    for (const file of [await alphaWith(), await alphaWith(p.irot(1), p.imir(0))]) {
      expect(await outcome(file)).to.equal("48x64");
      // libavif leaves transformations to whoever shows the image, so that its pixels are those before them.
      const whole = await decodeWithLibavif(file);
      expect(whole.data.some((value, at) => at % 4 === 3 && value < 250)).to.equal(true);
    }
    const [absent, equal] = [await decodeOriented(await alphaWith()), await decodeOriented(await alphaWith(p.irot(1), p.imir(0)))]; // prettier-ignore
    expect(largestDifference(absent.data, equal.data)).to.equal(0);
    for (const properties of [[p.irot(1)], [p.irot(3), p.imir(0)], [p.irot(1), p.imir(0), p.clap(10, 10, 0, 0)]])
      expect(await outcome(await alphaWith(...properties))).to.equal(
        "FORMAT_UNSUPPORTED AVIF with transformations of its alpha plane alone is not supported.",
      );
  });
});
