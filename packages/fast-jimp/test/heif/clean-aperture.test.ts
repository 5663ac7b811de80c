import { expect } from "chai";
import sharp from "sharp";
import { ImageError, probe } from "../../src";
import { decodeResult, meanDifference } from "../support/compare";
import { decodeOriented } from "../support/decode";
import { avifWith } from "../support/encoders";
import { scene, type Pixels } from "../support/images";
import { moved } from "../support/moved";
import { encodeHeic, heifProperties as p } from "../support/images/heif";

const image = scene(98, 66);

/** A part of a bitmap. */
function part({ data, width: stride }: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const rows = Array.from({ length: height }, (_, y) => {
    const from = ((top + y) * stride + left) * 4;
    return data.subarray(from, from + width * 4);
  });
  return { data: Buffer.concat(rows), width, height };
}

type Aperture = Parameters<typeof p.clap>;

// Where they begin and how large they are by libheif 1.20 (libvips) of AVIF and libheif-js 1.23.2 of HEIC.
const apertures: readonly (readonly [
  what: string,
  aperture: Aperture,
  shown: readonly [number, number, number, number],
])[] = [
  ["of whole pixels", [40, 32, 2, -4], [31, 13, 40, 32]],
  ["between two pixels on both sides", [41, 33, 0, 0], [28, 17, 41, 33]],
  ["at odd places, of subsampled chroma", [41, 33, 1, 1, 2], [39, 25, 21, 17]],
  ["of half pixels", [81, 65, 3, -5, 2], [30, 14, 41, 33]],
  ["of thirds, exactly between two", [121, 97, 4, -7, 3], [30, 15, 40, 32]],
];

describe("a clean aperture", () => {
  for (const [what, aperture, [left, top, width, height]] of apertures) {
    it(`${what} is shown as by libheif`, async () => {
      const avif = await avifWith(image, [p.clap(...aperture)]);
      expect(probe(avif)).to.include({ width, height });
      const decoded = await decodeOriented(avif);
      const whole = await decodeOriented(await avifWith(image, []));
      expect(meanDifference(decoded, part(whole, left, top, width, height))).to.equal(0);
      expect(meanDifference(decoded, await decodeResult(await sharp(avif).png().toBuffer()))).to.be.below(1);
      const heic = encodeHeic(image, { properties: [p.clap(...aperture)] });
      expect(probe(heic)).to.include({ width, height });
      const all = await decodeOriented(encodeHeic(image));
      expect(meanDifference(await decodeOriented(heic), part(all, left, top, width, height))).to.equal(0);
    });
  }

  // libheif cuts it there, and libvips then refuses what it did not expect.
  it("that is rounded beyond the lower edge ends there", async () => {
    const aperture: Aperture = [392, 262, 0, 1, 4];
    const avif = await decodeOriented(await avifWith(image, [p.clap(...aperture)]));
    const whole = await decodeOriented(await avifWith(image, []));
    expect(meanDifference(avif, part(whole, 0, 1, 98, 65))).to.equal(0);
    const heic = await decodeOriented(encodeHeic(image, { properties: [p.clap(...aperture)] }));
    expect(heic).to.include({ width: 98, height: 65 });
  });

  it("is that of the stored image, however it is turned and mirrored, and as small as a pixel", async () => {
    const aperture: Aperture = [40, 32, 2, -4];
    for (const turns of [0, 1, 2, 3])
      for (const axis of [undefined, 0, 1]) {
        const turned = [p.irot(turns), ...(axis === undefined ? [] : [p.imir(axis)])];
        const heic = await decodeOriented(encodeHeic(image, { properties: [p.clap(...aperture), ...turned] }));
        const stored = part(await decodeOriented(encodeHeic(image)), 31, 13, 40, 32);
        expect(meanDifference(heic, moved(stored, turns, axis)), `${turns}, ${axis}`).to.equal(0);
      }
    const single = await decodeOriented(encodeHeic(image, { properties: [p.clap(1, 1, 1, 1, 2)] }));
    expect(single).to.include({ width: 1, height: 1 });
  });

  it("is refused where it is not inside the image, or no fraction", async () => {
    const outside: readonly Aperture[] = [[98, 66, 2, 0], [98, 66, 0, -1], [99, 66, 0, 0], [196, 132, 1, 0, 2], [5, 4, 0, 0, 0]]; // prettier-ignore
    for (const aperture of outside) {
      for (const file of [
        await avifWith(image, [p.clap(...aperture)]),
        encodeHeic(image, { properties: [p.clap(...aperture)] }),
      ])
        expect(() => probe(file), String(aperture))
          .to.throw(ImageError, /clean aperture/)
          .with.property("code", "FORMAT_UNSUPPORTED");
    }
  });
});
