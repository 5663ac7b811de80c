import { expect } from "chai";
import { planDecode } from "../../src/jpeg/decode-plan";
import { decodeJpeg, decodeJpegScaled } from "../../src/jpeg/decode";
import { readJpegHeader } from "../../src/jpeg/header";
import type { JpegHeader, JpegProcess } from "../../src/jpeg/types";
import { makeJpeg } from "../support/jpeg/make-jpeg";
import { waveComponents } from "../support/jpeg/scenes";

const header = (width: number, height: number, process: JpegProcess = "baseline", h = 2): JpegHeader => ({
  width,
  height,
  process,
  components: [
    { id: 1, h, v: h, quantTable: 0 },
    { id: 2, h: 1, v: 1, quantTable: 1 },
    { id: 3, h: 1, v: 1, quantTable: 1 },
  ],
  colour: "ycc",
});
const target = { minWidth: 400, minHeight: 300 };
const scales = (times: number, h?: number) =>
  planDecode(header(400 * times, 300 * times, "baseline", h), target).scales;

describe("decode plan of a JPEG", () => {
  it("has a larger scale where the smaller one is too close to the target", () => {
    expect(scales(9)).to.deep.equal([1, 2, 2]);
    expect(scales(8.99)).to.deep.equal([2, 4, 4]);
    expect(scales(5)).to.deep.equal([2, 4, 4]);
    expect(scales(4.99)).to.deep.equal([4, 8, 8]);
    expect(scales(3)).to.deep.equal([4, 8, 8]);
    expect(scales(2.99)).to.deep.equal([8, 8, 8]);
    expect(scales(0.5)).to.deep.equal([8, 8, 8]);
  });

  it("has the scale of luma for chroma that is not subsampled, or large enough", () => {
    expect(scales(9, 1)).to.deep.equal([1, 1, 1]);
    expect(scales(18)).to.deep.equal([1, 1, 1]);
  });

  it("is determined by the side that is closer to its target", () => {
    expect(planDecode(header(4000, 3000), { minWidth: 400, minHeight: 1500 }).scales).to.deep.equal([8, 8, 8]);
  });

  it("has at least twice the target for quality `best`", () => {
    const best = { ...target, quality: "best" } as const;
    const all = { scales: [1, 2, 2], tolerances: [0, 0, 0] };
    expect(planDecode(header(400 * 16, 300 * 16), best)).to.deep.equal(all);
    expect(planDecode(header(400 * 15, 300 * 15), best).scales).to.deep.equal([2, 4, 4]);
  });

  it("allows the error that a resize averages out, and none in a full decode", () => {
    const { tolerances } = planDecode(header(400 * 16, 300 * 32), target);
    // Luma is decoded to 2 x 4 times the target, chroma to 1 x 2 times.
    expect(tolerances.map((tolerance) => tolerance.toFixed(3))).to.deep.equal(["1.414", "1.414", "1.414"]);
    expect(planDecode(header(400 * 2.9, 300 * 2.9), target).tolerances).to.deep.equal([0, 0, 0]);
  });

  it("skips scans that do not affect the result", () => {
    const size = { width: 160, height: 160 };
    const components = waveComponents(["2x2", "1x1", "1x1"], 160, 160);
    const hidden = { components: [0], from: 1, to: 63, low: 0 };
    const scans = [{ components: [0, 1, 2] }, { components: [1], from: 1, to: 5, low: 0 }, hidden];
    const bytes = makeJpeg({ ...size, components, frame: 0xc2, scans });
    const broken = Buffer.from(bytes);
    broken.fill(0xfe, broken.lastIndexOf(Buffer.of(0xff, 0xda)) + 12, broken.length - 2);
    const decode = (file: Buffer) => decodeJpegScaled(file, readJpegHeader(file), { minWidth: 16, minHeight: 16 });
    expect(decode(broken).planes).to.deep.equal(decode(bytes).planes);
    expect(() => decodeJpeg(broken)).to.throw(/Huffman|coefficient/);
  });
});
