import { expect } from "chai";
import { ImageError, probe } from "../../src";
import { loadAvifDecoder } from "../../src/avif/decode";
import { largestDifference } from "../support/compare";
import { av1Item, decodeWithLibavif } from "../support/encoders";
import { scene, type Pixels } from "../support/images";
import { joinLayers } from "../support/images/av1-layers";
import { box, heifFile, heifProperties as p, type HeifItem } from "../support/images/heif";
import { decodeOriented } from "../support/decode";

const images = [scene(64, 48), scene(64, 48, { seed: 2 }), scene(32, 24, { seed: 3 })];
const [LOWER, UPPER, SMALL] = [0, 1, 2] as const;

/** Operating points of two layers: both, and the lower one. */
const OPERATING_POINTS = [3, 1];

const { a1op, lsel } = p;
const selecting = (item: HeifItem, ...properties: readonly Buffer[]): Buffer =>
  heifFile("avif", [{ ...item, properties: [...item.properties, ...properties] }]);

const decoded = async (file: Buffer): Promise<Pixels> => (await loadAvifDecoder()).bitmap(file);

const refusal = async (file: Buffer): Promise<string> => {
  const error: unknown = await decodeOriented(file).catch((reason: unknown) => reason);
  if (error instanceof ImageError) return `${error.code} ${error.message}`;
  throw new Error("expected a refusal");
};

// What is shown is that of the layer's image alone; libavif shows the same of each file, and nothing of those refused,
// except that it takes the first operating point for one that is not there.
describe("layers of an AVIF", () => {
  let items: HeifItem[];
  let alone: Pixels[];
  let two: HeifItem;
  let ofTwoSizes: HeifItem;
  before(async () => {
    items = await Promise.all(images.map((image) => av1Item(image)));
    alone = await Promise.all(items.map((item) => decoded(heifFile("avif", [item]))));
    const data = (...layers: readonly number[]): Buffer =>
      joinLayers(
        layers.map((layer) => (items[layer] as HeifItem).data),
        OPERATING_POINTS,
      );
    two = { ...(items[UPPER] as HeifItem), data: data(LOWER, UPPER) };
    ofTwoSizes = { ...(items[SMALL] as HeifItem), data: data(SMALL, UPPER) };
  });

  const isShown = async (file: Buffer, layer: number, what: string): Promise<void> => {
    const expected = alone[layer] as Pixels;
    const shown = await decoded(file);
    expect([shown.width, shown.height], what).to.deep.equal([expected.width, expected.height]);
    expect(Buffer.from(shown.data).equals(expected.data), what).to.equal(true);
    const { data } = await decodeWithLibavif(file);
    expect(largestDifference(shown.data, data), `${what}, libavif`).to.be.at.most(1);
  };

  it("are shown by the upper one unless the file selects another", async () => {
    await isShown(selecting(two), UPPER, "nothing selected");
    await isShown(selecting(two, lsel(0xffff)), UPPER, "any layer");
    await isShown(selecting(two, a1op(0)), UPPER, "the first operating point");
  });

  it("are shown by the one that is selected", async () => {
    await isShown(selecting(two, lsel(0)), LOWER, "layer 0");
    await isShown(selecting(two, lsel(1)), UPPER, "layer 1");
    await isShown(selecting(two, a1op(1)), LOWER, "operating point 1");
    await isShown(selecting(two, a1op(1), lsel(0)), LOWER, "operating point 1, layer 0");
    await isShown(selecting(items[UPPER] as HeifItem, lsel(0), a1op(0)), UPPER, "the only one");
  });

  it("may be smaller than others", async () => {
    expect(probe(selecting(ofTwoSizes, lsel(0)))).to.include({ width: 32, height: 24 });
    await isShown(selecting(ofTwoSizes, lsel(0)), SMALL, "layer 0");
    await isShown(selecting(ofTwoSizes, a1op(1)), SMALL, "operating point 1");
    await isShown(selecting({ ...ofTwoSizes, properties: two.properties }), UPPER, "nothing selected");
  });

  it("are refused where the one that is selected is not there, or has another size than stated", async () => {
    const single = items[UPPER] as HeifItem;
    for (const [what, file, message] of [
      ["a layer", selecting(two, lsel(2)), /its pixels cannot be decoded/],
      ["a layer that is none", selecting(two, lsel(0x1234)), /its pixels cannot be decoded/],
      ["a layer of the operating point", selecting(two, a1op(1), lsel(1)), /its pixels cannot be decoded/],
      ["a layer of one", selecting(single, lsel(1)), /its pixels cannot be decoded/],
      ["a size", selecting(ofTwoSizes, lsel(1)), /it states 32x24 pixels and has 64x48/],
      ["a small size", selecting({ ...ofTwoSizes, properties: two.properties }, lsel(0)), /64x48 pixels and has 32x24/],
      ["an operating point", selecting(two, a1op(2)), /it selects operating point 2 of 2, counted from 0\.$/],
      ["an operating point that is none", selecting(two, a1op(255)), /it selects operating point 255 of 2/],
      ["an operating point of one", selecting(single, a1op(1)), /it selects operating point 1 of 1/],
      ["a value", selecting(two, box("lsel", Buffer.from([0]))), /cut short/],
      ["a sequence header", selecting({ ...two, data: Buffer.from([0x12, 0]) }, a1op(1)), /the header of its AV1 data/],
    ] as const)
      expect(await refusal(file), what)
        .to.match(/^IMAGE_CORRUPT/)
        .and.match(message);
  });

  it("of alpha and of tiles are selected too", async () => {
    const level = (value: number): Promise<HeifItem> =>
      av1Item({ ...images[UPPER], data: Buffer.alloc(64 * 48 * 4, value) } as Pixels, [p.alpha()], { subsample: 0 });
    const [thin, thick] = [await level(40), await level(200)];
    const alpha: HeifItem = {
      ...thick,
      data: joinLayers([thin.data, thick.data], OPERATING_POINTS),
      properties: [...thick.properties, lsel(0)],
      references: [["auxl", 1]],
    };
    const { data } = await decoded(heifFile("avif", [items[UPPER] as HeifItem, alpha]));
    expect(data.every((value, at) => at % 4 !== 3 || value === 40)).to.equal(true);
    const grid: HeifItem = {
      type: "grid",
      data: Buffer.from([0, 0, 0, 1, 0, 128, 0, 48]),
      properties: [p.ispe(128, 48), p.pixi(8, 8, 8), p.nclx(1, 13, 6)],
      references: [["dimg", 2, 3]],
    };
    const tile = { ...two, properties: [...two.properties, a1op(1)] };
    const shown = await decoded(heifFile("avif", [grid, tile, two]));
    for (let y = 0; y < 48; y++)
      for (const [column, layer] of [LOWER, UPPER].entries()) {
        const from = (y * 128 + column * 64) * 4;
        const row = (alone[layer] as Pixels).data.subarray(y * 256, y * 256 + 256);
        expect(Buffer.compare(shown.data.subarray(from, from + 256), row)).to.equal(0);
      }
    // A grid has none.
    const ofGrid = { ...grid, properties: [...grid.properties, lsel(0)] };
    expect(await refusal(heifFile("avif", [ofGrid, two, two]))).to.match(
      /^FORMAT_UNSUPPORTED AVIF with the essential property "lsel"/,
    );
  });
});
