import { expect } from "chai";
import { createHash } from "node:crypto";
import sharp from "sharp";
import { ImageError, probe } from "../src";
import { meanDifference } from "./support/compare";
import { decodeOriented } from "./support/decode";
import { moved } from "./support/moved";
import { displayP3Profile, scene, type Pixels } from "./support/images";
import { encodeHeic, heicGrid, heifFile, heifProperties as p, hevcItem } from "./support/images/heif";
import { render, type VariantSpec } from "./support/render";

const image = scene(98, 66, { grain: 0 });
const variant: VariantSpec = {
  ...{ name: "a", width: 40, height: 30, fit: "cover", format: "auto", quality: 90, background: "#ffffff" },
};

const refusal = async (file: Buffer): Promise<ImageError> => {
  const error: unknown = await decodeOriented(file).catch((reason: unknown) => reason);
  if (error instanceof ImageError) return error;
  throw new Error("expected a refusal");
};

// The bitstreams are stored samples, so what they hold is known; pillow-heif (libde265) and FFmpeg decode the same.
describe("HEIC", () => {
  it("is decoded at 8 and 10 bits, up to what chroma of half the size loses", async () => {
    for (const depth of [8, 10]) {
      const file = encodeHeic(image, { depth });
      expect(probe(file)).to.deep.equal({ format: "heic", mime: "image/heic", width: 98, height: 66, orientation: 1 });
      expect(meanDifference(await decodeOriented(file), image), `${depth} bits`).to.be.below(2);
    }
    // As large as the adaptive coder's last state needs.
    const large = scene(420, 300, { grain: 0 });
    expect(meanDifference(await decodeOriented(encodeHeic(large)), large)).to.be.below(2);
  });

  for (const turns of [0, 1, 2, 3])
    for (const axis of [undefined, 0, 1]) {
      it(`is turned by ${turns * 90} degrees${axis === undefined ? "" : `, then mirrored along axis ${axis}`}`, async () => {
        const file = encodeHeic(image, { properties: [p.irot(turns), ...(axis === undefined ? [] : [p.imir(axis)])] });
        const { width, height } = probe(file);
        expect([width, height]).to.deep.equal(turns % 2 === 1 ? [66, 98] : [98, 66]);
        expect(meanDifference(await decodeOriented(file), moved(image, turns, axis))).to.be.below(2);
      });
    }

  it("is cropped to its clean aperture", async () => {
    const file = encodeHeic(image, { properties: [p.clap(40, 32, 1, -3), p.irot(1)] });
    expect(probe(file)).to.include({ width: 32, height: 40 });
    const { data } = await decodeOriented(encodeHeic(image));
    const part = Buffer.concat(
      Array.from({ length: 32 }, (_, y) => data.subarray(((14 + y) * 98 + 30) * 4, ((14 + y) * 98 + 70) * 4)),
    );
    expect(meanDifference(await decodeOriented(file), moved({ width: 40, height: 32, data: part }, 1))).to.equal(0);
  });

  it("is decoded where it is a grid of tiles", async () => {
    const tiles = [1, 2, 3, 4].map((seed) => scene(64, 64, { seed, grain: 0 }));
    const file = heicGrid(tiles, 2, { width: 100, height: 90 });
    expect(probe(file)).to.include({ format: "heic", width: 100, height: 90 });
    const decoded = await decodeOriented(file);
    const at = (x: number, y: number): number[] => [...decoded.data.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 3)];
    for (const [x, y, tile] of [
      [5, 5, 0],
      [90, 5, 1],
      [5, 80, 2],
      [90, 80, 3],
    ] as const) {
      const from = ((y % 64) * 64 + (x % 64)) * 4;
      const expected = [...(tiles[tile] as Pixels).data.subarray(from, from + 3)];
      at(x, y).forEach((value, part) => expect(value, `${x}, ${y}`).to.be.closeTo(expected[part] as number, 12));
    }
  });

  it("keeps its colour profile, and is recognised by its items where its brands are general", async () => {
    const p3 = displayP3Profile();
    const file = encodeHeic(image, { properties: [p.profile(p3), p.nclx(12, 13, 6)], brand: "mif1" });
    expect(probe(file).format).to.equal("heic");
    const [result] = await render(file, [variant]);
    expect((await sharp(result?.bytes).metadata()).icc).to.deep.equal(p3);
  });

  it("refuses high dynamic range by name", async () => {
    const { code, message } = await refusal(encodeHeic(image, { depth: 10, properties: [p.nclx(9, 16, 9)] }));
    expect([code, message]).to.deep.equal([
      "FORMAT_UNSUPPORTED",
      "HEIC with high dynamic range (PQ) is not supported.",
    ]);
  });

  it("refuses files that are broken", async () => {
    const file = encodeHeic(image);
    const item = hevcItem(image);
    const noise = Buffer.concat([item.data.subarray(0, 4), createHash("sha512").update("noise").digest()]);
    const files = {
      "cut in its pixels": file.subarray(0, file.length - 3000),
      "cut in its description": file.subarray(0, 200),
      "without pixels": heifFile("heic", [{ ...item, data: Buffer.alloc(0) }]),
      "with noise for pixels": heifFile("heic", [{ ...item, data: noise }]),
      "without the decoder's configuration": heifFile("heic", [{ ...item, properties: item.properties.slice(1) }]),
    };
    for (const [what, bytes] of Object.entries(files))
      expect((await refusal(bytes)).code, what).to.equal("IMAGE_CORRUPT");
  });

  it("is refused by the size and the memory that its header states", () => {
    const item = hevcItem(image);
    const file = heifFile("heic", [{ ...item, properties: [p.ispe(12_000, 8_000), ...item.properties] }]);
    expect(() => probe(file, { maxInputPx: 95e6 }))
      .to.throw(ImageError)
      .with.property("code", "IMAGE_TOO_LARGE");
    expect(() => probe(file, { maxMemoryMb: 1000 })).to.throw(ImageError, /needs \d+ MiB of memory/);
  });
});
