import { expect } from "chai";
import { readJpegHeader } from "../../src/jpeg/header";
import { makeJpeg, type JpegSpec } from "../support/jpeg/make-jpeg";
import { adobe } from "../support/jpeg/scenes";

const grey = { sample: () => 128 };
const JFIF: [number, Uint8Array] = [0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")];
const header = (odd: Partial<JpegSpec> = {}) =>
  readJpegHeader(makeJpeg({ width: 20, height: 10, components: [grey, grey, grey], ...odd }));
const icc = (number: number, count: number, data: string): [number, Uint8Array] => [
  0xe2,
  Buffer.concat([Buffer.from("ICC_PROFILE\0", "latin1"), Buffer.of(number, count), Buffer.from(data)]),
];

describe("JPEG header", () => {
  it("has size, process and sampling", () => {
    const components = [{ ...grey, h: 2, v: 1 }, grey, grey];
    expect(header({ frame: 0xc2, components })).to.deep.include({
      width: 20,
      height: 10,
      process: "progressive",
      components: [
        { id: 1, h: 2, v: 1, quantTable: 0 },
        { id: 2, h: 1, v: 1, quantTable: 0 },
        { id: 3, h: 1, v: 1, quantTable: 0 },
      ],
    });
    expect(header({ frame: 0xc1 }).process).to.equal("extended");
    expect(header().process).to.equal("baseline");
  });

  it("determines the colour space by JFIF before Adobe, by Adobe before the ids", () => {
    const named = [..."RGB"].map((letter) => ({ ...grey, id: letter.charCodeAt(0) }));
    const colour = (odd: Partial<JpegSpec>) => header(odd).colour;
    expect(colour({ components: [grey] })).to.equal("grey");
    expect(colour({})).to.equal("ycc");
    expect(colour({ components: named })).to.equal("rgb");
    expect(colour({ components: named, segments: [JFIF] })).to.equal("ycc");
    expect(colour({ segments: [adobe(0)] })).to.equal("rgb");
    expect(colour({ segments: [JFIF, adobe(0)] })).to.equal("ycc");
    expect(colour({ components: [grey, grey, grey, grey] })).to.equal("cmyk");
    expect(colour({ components: [grey, grey, grey, grey], segments: [adobe(0)] })).to.equal("cmyk");
    expect(colour({ components: [grey, grey, grey, grey], segments: [adobe(2)] })).to.equal("ycck");
  });

  it("finds the EXIF block, without its signature", () => {
    const { exif } = header({ segments: [[0xe1, Buffer.from("Exif\0\0II*\0", "latin1")]] });
    expect(Buffer.from(exif ?? []).toString("latin1")).to.equal("II*\0");
    expect(header({ segments: [[0xe1, Buffer.from("http://ns.adobe.com/xap/1.0/\0<x/>")]] }).exif).to.equal(undefined);
  });

  it("joins the chunks of a colour profile by their numbers", () => {
    const joined = header({ segments: [icc(2, 3, "b"), icc(3, 3, "c"), JFIF, icc(1, 3, "a")] }).icc;
    expect(Buffer.from(joined ?? []).toString()).to.equal("abc");
  });

  it("ignores an incomplete colour profile", () => {
    expect(header({ segments: [icc(1, 2, "a")] }).icc).to.equal(undefined);
    expect(header({ segments: [icc(1, 2, "a"), icc(1, 2, "a")] }).icc).to.equal(undefined);
    expect(header({ segments: [icc(1, 1, "a"), icc(2, 2, "b")] }).icc).to.equal(undefined);
  });

  it("skips fill bytes and unknown segments", () => {
    expect(header({ fillBytes: 9, segments: [[0xfe, Buffer.from("a comment")]] }).width).to.equal(20);
  });
});
