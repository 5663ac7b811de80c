import { expect } from "chai";
import sharp from "sharp";
import { decodeResult, meanDifference } from "../support/compare";
import { decodeOriented } from "../support/decode";
import { av1Item } from "../support/encoders";
import { scene, type Pixels } from "../support/images";
import { heifFile, heifProperties as p, hevcItem, type HeifItem } from "../support/images/heif";

const COLUMNS = 2;
const SIDE = 64;

/** A grid of four tiles, whose list refers to its items in an order of its own. */
const grid = (order: readonly number[]): HeifItem => ({
  type: "grid",
  data: Buffer.from([0, 0, 1, 1, 0, 2 * SIDE, 0, 2 * SIDE]),
  properties: [p.ispe(2 * SIDE, 2 * SIDE), p.pixi(8, 8, 8), p.nclx(1, 13, 6)],
  references: [["dimg", ...order.map((tile) => tile + 2)]],
});

const tiles = [1, 2, 3, 4].map((seed) => scene(SIDE, SIDE, { seed, grain: 0 }));

/** The tiles side by side, in the order of the list (ISO/IEC 23008-12, 6.6.2.3.1: row by row). */
function mosaic(order: readonly number[]): Pixels {
  const data = Buffer.alloc((2 * SIDE) ** 2 * 4);
  order.forEach((tile, at) => {
    const [left, top] = [(at % COLUMNS) * SIDE, Math.floor(at / COLUMNS) * SIDE];
    for (let y = 0; y < SIDE; y++)
      Buffer.from((tiles[tile] as Pixels).data).copy(
        data,
        ((top + y) * 2 * SIDE + left) * 4,
        y * SIDE * 4,
        (y + 1) * SIDE * 4,
      );
  });
  return { data, width: 2 * SIDE, height: 2 * SIDE };
}

const orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [0, 2, 1, 3]]; // prettier-ignore

describe("the tiles of a grid", () => {
  for (const order of orders) {
    it(`are where its list says, not where their numbers do: ${order.join(", ")}`, async () => {
      const items = await Promise.all(tiles.map((tile) => av1Item(tile)));
      const avif = heifFile("avif", [grid(order), ...items]);
      const decoded = await decodeOriented(avif);
      expect(meanDifference(decoded, mosaic(order)), "AVIF").to.be.below(2);
      // libheif, as libvips has it, shows the same.
      expect(meanDifference(decoded, await decodeResult(await sharp(avif).png().toBuffer()))).to.be.below(1);
      const heic = heifFile("heic", [grid(order), ...tiles.map((tile) => hevcItem(tile))]);
      expect(meanDifference(await decodeOriented(heic), mosaic(order)), "HEIC").to.be.below(2);
    });
  }

  it("are found where the alpha plane is a grid in another order, and their data is in pieces", async () => {
    const order = [2, 0, 3, 1];
    const items = await Promise.all(tiles.map((tile) => av1Item(tile)));
    const opacities = [40, 90, 150, 220];
    const alphaTiles = await Promise.all(
      opacities.map((level) =>
        av1Item({ data: Buffer.alloc(SIDE * SIDE * 4, level), width: SIDE, height: SIDE }, [p.alpha()], {
          subsample: 0,
        }),
      ),
    );
    const alphaGrid: HeifItem = {
      ...grid([]),
      properties: [p.ispe(2 * SIDE, 2 * SIDE), p.pixi(8), p.alpha()],
      references: [
        ["auxl", 1],
        ["dimg", ...[3, 1, 2, 0].map((tile) => tile + 7)],
      ],
    };
    const file = heifFile("avif", [grid(order), ...items, alphaGrid, ...alphaTiles]);
    const { data, ...size } = await decodeOriented(file);
    const opaque = Buffer.from(data);
    for (let at = 3; at < opaque.length; at += 4) opaque[at] = 255;
    expect(meanDifference({ data: opaque, ...size }, mosaic(order))).to.be.below(2);
    const middle = (column: number, row: number): number =>
      data[((row * SIDE + 32) * 2 * SIDE + column * SIDE + 32) * 4 + 3] as number;
    [220, 90, 150, 40].forEach((level, at) =>
      expect(middle(at % COLUMNS, Math.floor(at / COLUMNS)), String(at)).to.be.closeTo(level, 2),
    );
  });
});
