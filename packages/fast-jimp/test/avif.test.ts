import { expect } from "chai";
import sharp from "sharp";
import { ImageError, probe } from "../src";
import { decodeMemory } from "../src/memory";
import { decodeResult, largestDifference, meanDifference } from "./support/compare";
import { decodeOriented } from "./support/decode";
import { av1Item, avifWith, encodeAvif } from "./support/encoders";
import { displayP3Profile, scene, type Pixels } from "./support/images";
import { box, heifFile, heifProperties as p } from "./support/images/heif";
import { render, type VariantSpec } from "./support/render";

const image = scene(98, 66);
const NEEDED = { minWidth: 9, minHeight: 9, quality: "fast" } as const;
const clear = scene(98, 66, { transparent: true });
const variant: VariantSpec = {
  ...{ name: "a", width: 40, height: 30, fit: "cover", format: "auto", quality: 90, background: "#ffffff" },
};

/** What sharp shows of a file, which reads AVIF with libheif and libaom; it applies rotation, mirroring and crop. */
const shown = async (file: Buffer): Promise<Pixels> => decodeResult(await sharp(file).rotate().png().toBuffer());

const pair = (text: string): [number, number] => text.split(" ").map(Number) as [number, number];

const refusal = async (file: Buffer): Promise<ImageError> => {
  const error: unknown = await decodeOriented(file).catch((reason: unknown) => reason);
  if (error instanceof ImageError) return error;
  throw new Error("expected a refusal");
};

describe("AVIF", () => {
  it("is decoded as by libheif: chroma of full, half and no size, with and without alpha", async () => {
    for (const subsample of [0, 1, 2, 3] as const) {
      const file = await encodeAvif(image, { subsample });
      expect(probe(file)).to.deep.equal({ format: "avif", mime: "image/avif", width: 98, height: 66, orientation: 1 });
      expect(meanDifference(await decodeOriented(file), await shown(file)), `subsample ${subsample}`).to.be.below(1);
    }
    const file = await encodeAvif(clear);
    const decoded = await decodeOriented(file);
    expect(meanDifference(decoded, await shown(file))).to.be.below(0.5);
    const alpha = ({ data }: Pixels): Buffer => Buffer.from(data.filter((_, at) => at % 4 === 3));
    expect(largestDifference(alpha(decoded), alpha(clear))).to.be.below(3);
  });

  it("is decoded at 10 and 12 bits to the nearest of 8", async () => {
    for (const depth of [10, 12] as const) {
      const file = await encodeAvif(image, { depth, quality: 98 });
      expect(meanDifference(await decodeOriented(file), image), `${depth} bits`).to.be.below(1.5);
      expect(meanDifference(await decodeOriented(file), await shown(file)), `${depth} bits`).to.be.below(1);
    }
  });

  // Pillow (libavif) and libvips (libheif) show all twelve alike.
  for (const turns of [0, 1, 2, 3])
    for (const axis of [undefined, 0, 1]) {
      it(`is turned by ${turns * 90} degrees${axis === undefined ? "" : `, then mirrored along axis ${axis}`}`, async () => {
        const file = await avifWith(image, [p.irot(turns), ...(axis === undefined ? [] : [p.imir(axis)])]);
        const { width, height } = probe(file);
        expect([width, height]).to.deep.equal(turns % 2 === 1 ? [66, 98] : [98, 66]);
        expect(meanDifference(await decodeOriented(file), await shown(file))).to.be.below(1);
      });
    }

  it("is mirrored first where the file says so", async () => {
    for (const turns of [1, 2, 3])
      for (const axis of [0, 1]) {
        const file = await avifWith(image, [p.imir(axis), p.irot(turns)]);
        expect(meanDifference(await decodeOriented(file), await shown(file)), `${axis}, ${turns}`).to.be.below(1);
      }
  });

  // Pillow (libavif) and libvips (libheif) show such files, which older encoders write.
  it("is decoded where it does not state the bits of its samples", async () => {
    for (const [depth, subsample] of [
      [8, 3],
      [8, 0],
      [10, 1],
    ] as const) {
      const item = await av1Item(image, [p.irot(1)], { depth, subsample });
      const lacking = (one: typeof item) => ({
        ...one,
        properties: one.properties.filter((property) => property.toString("latin1", 4, 8) !== "pixi"),
      });
      const file = heifFile("avif", [lacking(item)]);
      const what = `${depth} bits, subsample ${subsample}`;
      expect(file.includes("pixi"), what).to.equal(false);
      expect(meanDifference(await decodeOriented(file), await shown(file)), what).to.be.below(1);
      expect(decodeMemory(file, probe(file), NEEDED) > decodeMemory(await encodeAvif(image), probe(file), NEEDED), what).to.equal(depth > 8); // prettier-ignore
      const alpha = { ...lacking(await av1Item(image, [p.alpha()], { depth, subsample: 0 })), references: [["auxl", 1]] as const }; // prettier-ignore
      const two = await decodeOriented(heifFile("avif", [lacking(item), alpha]));
      expect(
        two.data.some((value, at) => at % 4 === 3 && value < 200),
        what,
      ).to.equal(true);
    }
  });

  it("is cropped to its clean aperture, before it is turned", async () => {
    for (const more of [[], [p.irot(1)], [p.imir(1)]]) {
      const file = await avifWith(image, [p.clap(40, 32, 2, -4), ...more]);
      const { width, height } = probe(file);
      expect([width, height].sort()).to.deep.equal([32, 40]);
      expect(meanDifference(await decodeOriented(file), await shown(file))).to.be.below(1);
    }
    const whole = await decodeOriented(await avifWith(image, []));
    const part = await decodeOriented(await avifWith(image, [p.clap(40, 32, 2, -4)]));
    // Centre 49 + 2, 33 - 4: from 31, 13 on.
    expect([...part.data.subarray(0, 4)]).to.deep.equal([
      ...whole.data.subarray((13 * 98 + 31) * 4, (13 * 98 + 31) * 4 + 4),
    ]);
  });

  it("is decoded where it is a grid of tiles", async () => {
    const tiles = await Promise.all([1, 2, 3, 4].map((seed) => av1Item(scene(64, 64, { seed }))));
    const grid = {
      type: "grid",
      data: Buffer.from([0, 0, 1, 1, 0, 100, 0, 90]),
      properties: [p.ispe(100, 90), p.pixi(8, 8, 8), p.nclx(1, 13, 6)],
      references: [["dimg", 2, 3, 4, 5]] as const,
    };
    const file = heifFile("avif", [grid, ...tiles]);
    expect(probe(file)).to.include({ width: 100, height: 90 });
    expect(meanDifference(await decodeOriented(file), await shown(file))).to.be.below(1);
  });

  it("keeps its colour profile, or one of its code points, unless that is sRGB", async () => {
    const profileOf = async (file: Buffer): Promise<Buffer | undefined> => {
      const [result] = await render(file, [variant]);
      return (await sharp(result?.bytes).metadata()).icc;
    };
    const p3 = displayP3Profile();
    expect(await profileOf(await avifWith(image, [p.profile(p3)]))).to.deep.equal(p3);
    const withCodes = async (primaries: number, transfer: number): Promise<Buffer | undefined> =>
      profileOf(await avifWith(image, [p.nclx(primaries, transfer, 6)]));
    for (const codes of ["1 13", "2 2", "1 1", "1 6", "1 15"])
      expect(await withCodes(...pair(codes)), codes).to.equal(undefined);
    for (const codes of ["12 13", "9 14", "1 4", "1 5", "1 8", "11 13", "5 13", "6 13"])
      expect(await withCodes(...pair(codes)), codes).to.be.instanceOf(Buffer);
    // A profile counts before code points.
    expect(await profileOf(await avifWith(image, [p.nclx(9, 16, 9), p.profile(p3)]))).to.deep.equal(p3);
  });

  it("refuses by name what it does not show", async () => {
    const files: readonly (readonly [Promise<Buffer> | Buffer, RegExp])[] = [
      [avifWith(image, [p.nclx(9, 16, 9)]), /^AVIF with high dynamic range \(PQ\) is not supported/],
      [avifWith(image, [p.nclx(9, 18, 9)]), /high dynamic range \(HLG\)/],
      [avifWith(image, [p.nclx(10, 13, 6)]), /colour primaries 10/],
      [avifWith(image, [p.nclx(1, 11, 6)]), /transfer characteristics 11/],
      [avifWith(image, [box("abcd", Buffer.alloc(4))], ["abcd"]), /the essential property "abcd"/],
      [avifWith(image, [p.irot(1), p.clap(40, 32, 0, 0)]), /the transformations irot, clap/],
      [avifWith(image, [p.irot(1), p.irot(1)]), /the transformations irot, irot/],
      [avifWith(image, [p.clap(98, 66, 2, 0)]), /clean aperture/],
      [avifWith(image, [p.clap(5, 4, 0, 0, 0)]), /clean aperture/],
      [
        heifFile("avif", [{ type: "jpeg", data: Buffer.alloc(9), properties: [p.ispe(9, 9)] }]),
        /a primary item of type "jpeg"/,
      ],
    ];
    for (const [file, message] of files) {
      const { code, message: text } = await refusal(await file);
      expect([code, text], String(message)).to.satisfy(
        ([a, b]: string[]) => a === "FORMAT_UNSUPPORTED" && message.test(b ?? ""),
      );
    }
    // Not essential: it may be ignored.
    expect((await decodeOriented(await avifWith(image, [box("abcd", Buffer.alloc(4))]))).width).to.equal(98);
  });

  it("is recognised by its items where its brands are general", async () => {
    const item = await av1Item(image);
    expect(probe(heifFile("mif1", [item])).format).to.equal("avif");
    const { code, message } = await refusal(heifFile("mif1", [{ ...item, type: "unci" }]));
    expect([code, message.split(";")[0]]).to.deep.equal(["FORMAT_UNSUPPORTED", "HEIF images are not supported"]);
  });

  it("refuses files that are broken", async () => {
    const file = await encodeAvif(image);
    const stated = Buffer.from(file);
    stated.writeUInt32BE(99, stated.indexOf("ispe") + 8);
    const broken = Buffer.from(file);
    broken.fill(0x55, file.indexOf("mdat") + 8);
    const files = {
      "cut in its pixels": file.subarray(0, file.length - 40),
      "cut in its description": file.subarray(0, 150),
      "without description": Buffer.concat([file.subarray(0, file.readUInt32BE(0)), Buffer.alloc(64)]),
      "of another size": stated,
      "with noise for pixels": broken,
    };
    for (const [what, bytes] of Object.entries(files))
      expect((await refusal(bytes)).code, what).to.equal("IMAGE_CORRUPT");
  });

  it("is refused by the size and the memory that its header states", async () => {
    const stating = async (width: number, height: number, ...bits: readonly number[]): Promise<Buffer> => {
      const item = await av1Item(image);
      const others = item.properties.filter((one) => !/ispe|pixi/.test(one.toString("latin1", 4, 8)));
      return heifFile("avif", [{ ...item, properties: [p.ispe(width, height), p.pixi(...bits), ...others] }]);
    };
    const narrow = await stating(12_000, 8_000, 8, 8, 8);
    expect(() => probe(narrow, { maxInputPx: 95e6 }))
      .to.throw(ImageError)
      .with.property("code", "IMAGE_TOO_LARGE");
    expect(() => probe(narrow, { maxMemoryMb: 1000 })).to.throw(ImageError, /needs \d+ MiB of memory/);
    // More than WebAssembly of 32 bits can address in this decoder, whatever memory there is.
    const { code, message } = await refusal(await stating(12_000, 8_000, 10, 10, 10));
    expect([code, message]).to.satisfy(
      ([a, b]: string[]) =>
        a === "IMAGE_TOO_LARGE" && /^The image needs \d+ MiB to be decoded; the AVIF decoder/.test(b ?? ""),
    );
  });
});
