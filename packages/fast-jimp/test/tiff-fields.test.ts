import { expect } from "chai";
import { ImageError, probe } from "../src";
import { decodeTiff } from "../src/tiff/decode";
import { assembleTiff, scene, type TiffEntry } from "./support/images";

const RATIONAL = 5;
const [OFFSETS, LENGTHS] = [273, 279];

const { data } = scene(20, 15);
/** Samples of 20x15 grey pixels, twice, so that a height or length that is rounded up still has its rows. */
const samples = Buffer.concat([data.subarray(0, 300), data.subarray(0, 300)]);

/** Integer fields of a TIFF of one strip (TIFF 6.0, section 8), and their values. */
const integers: readonly (readonly [tag: number, value: number])[] = [
  [256, 20],
  [257, 15],
  [258, 8],
  [259, 1],
  [262, 1],
  [274, 1],
  [277, 1],
  [278, 15],
  [284, 1],
  [317, 1],
  [339, 1],
];

/** A TIFF that states one field as a fraction. */
function statingFraction(tag: number, over: number, under: number): Buffer {
  const own = integers.filter(([other]) => other !== tag).map(([other, value]): TiffEntry => [other, 4, value]);
  const entries: TiffEntry[] = [...own, [tag, RATIONAL, over, under]];
  if (tag !== OFFSETS && tag !== LENGTHS) return assembleTiff([{ entries, blocks: [samples] }]);
  // The tag that is added is one that means nothing.
  const blockTags = tag === OFFSETS ? ([65000, LENGTHS] as const) : ([OFFSETS, 65000] as const);
  return assembleTiff([{ entries, blocks: [samples], blockTags }]);
}

/** @throws ImageError */
const read = (file: Buffer): readonly number[] => {
  const { width, height, orientation } = probe(file);
  return [width, height, orientation, decodeTiff(file).data.length];
};

describe("integer fields of a TIFF", () => {
  for (const [tag, value] of [...integers, [OFFSETS, 100], [LENGTHS, 300]] as const)
    it(`are refused as fractions, and taken as whole ones: tag ${tag}`, () => {
      expect(read(statingFraction(tag, value * 3, 3))).to.deep.equal([20, 15, 1, 1200]);
      expect(() => read(statingFraction(tag, value * 4 + 3, 4)))
        .to.throw(ImageError, `The TIFF file is corrupt: its tag ${tag} is ${value + 0.75}; expected an integer.`)
        .with.property("code", "IMAGE_CORRUPT");
      expect(() => read(statingFraction(tag, 0, 0)), "no number")
        .to.throw(ImageError)
        .with.property("code", "IMAGE_CORRUPT");
    });
});
