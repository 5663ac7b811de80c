import { expect } from "chai";
import { ImageError, probe } from "../src";
import { readJxlHeader } from "../src/jxl/header";
import { meanDifference } from "./support/compare";
import { decodeOriented } from "./support/decode";
import { encodeJxl, jxlContainer } from "./support/encoders";
import { scene } from "./support/images";

const image = scene(98, 66);

/** Bits of a header, the lowest of each byte first, behind the signature. */
function headerOf(...fields: readonly (readonly [bits: number, value: number])[]): Buffer {
  const bits = fields.flatMap(([count, value]) =>
    Array.from({ length: count }, (_, bit) => Math.floor(value / 2 ** bit) & 1),
  );
  const bytes = Buffer.alloc(2 + Math.ceil(bits.length / 8) + 8);
  bytes.writeUInt16BE(0xff0a);
  bits.forEach((bit, at) => (bytes[2 + (at >> 3)] = (bytes[2 + (at >> 3)] as number) | (bit << (at & 7))));
  return bytes;
}

const refusal = async (file: Buffer): Promise<ImageError> => {
  const error: unknown = await decodeOriented(file).catch((reason: unknown) => reason);
  if (error instanceof ImageError) return error;
  throw new Error("expected a refusal");
};

describe("JPEG XL", () => {
  it("is decoded without a loss where it has none, with and without alpha, bare and in a container", async () => {
    for (const pixels of [image, scene(98, 66, { transparent: true })]) {
      const file = await encodeJxl(pixels);
      for (const one of [file, jxlContainer(file), jxlContainer(file, 2)]) {
        expect(probe(one)).to.deep.equal({ format: "jxl", mime: "image/jxl", width: 98, height: 66, orientation: 1 });
        expect(meanDifference(await decodeOriented(one), pixels)).to.be.below(0.01);
      }
    }
  });

  it("is decoded where it is lossy", async () => {
    expect(meanDifference(await decodeOriented(await encodeJxl(image, { quality: 90 })), image)).to.be.below(4);
  });

  // ISO/IEC 18181-1, D.2 and D.3; libjxl reads the same of files of these sizes.
  it("has its size in its header: of four lengths, in multiples of eight, by a ratio, and oriented", () => {
    const side = (selector: number, bits: number, value: number) => [[2, selector], [bits, value - 1]] as const; // prettier-ignore
    const isDefault = [1, 1] as const;
    expect(readJxlHeader(headerOf([1, 0], ...side(0, 9, 300), [3, 0], ...side(1, 13, 5000), isDefault))).to.deep.equal({
      width: 5000,
      height: 300,
    });
    expect(
      readJxlHeader(headerOf([1, 0], ...side(2, 18, 200_000), [3, 0], ...side(3, 30, 1_000_000), isDefault)),
    ).to.deep.equal({ width: 1_000_000, height: 200_000 });
    expect(readJxlHeader(headerOf([1, 1], [5, 31], [3, 0], [5, 0], isDefault))).to.deep.equal({
      width: 8,
      height: 256,
    });
    const widths = [100, 120, 133, 150, 177, 125, 200];
    widths.forEach((width, at) =>
      expect(readJxlHeader(headerOf([1, 0], ...side(0, 9, 100), [3, at + 1], isDefault))).to.deep.equal({
        width,
        height: 100,
      }),
    );
    const turned = headerOf([1, 0], ...side(0, 9, 100), [3, 7], [1, 0], [1, 1], [3, 5]);
    expect(readJxlHeader(turned)).to.deep.equal({ width: 100, height: 200 });
    const flipped = headerOf([1, 0], ...side(0, 9, 100), [3, 7], [1, 0], [1, 1], [3, 3]);
    expect(readJxlHeader(flipped)).to.deep.equal({ width: 200, height: 100 });
  });

  it("reads the size of files as libjxl writes it", async () => {
    for (const [width, height] of [
      [8, 8],
      [64, 48],
      [256, 128],
      [300, 200],
      [513, 600],
      [31, 17],
    ] as const)
      // prettier-ignore
      expect(probe(await encodeJxl(scene(width, height)))).to.include({ width, height });
  });

  it("refuses files that are broken", async () => {
    const file = await encodeJxl(image);
    const noise = Buffer.from(file);
    noise.fill(0x55, 20);
    const files = {
      "cut in its pixels": file.subarray(0, file.length >> 1),
      "cut in its header": file.subarray(0, 3),
      "with noise for pixels": noise,
      "a container without codestream": jxlContainer(file).subarray(0, 32),
      "a container of something else": jxlContainer(Buffer.from("no codestream")),
    };
    for (const [what, bytes] of Object.entries(files))
      expect((await refusal(bytes)).code, what).to.equal("IMAGE_CORRUPT");
  });

  it("is refused by the size and the memory that its header states", async () => {
    const file = headerOf([1, 0], [2, 1], [13, 7999], [3, 1], [1, 1]);
    expect(() => probe(file, { maxInputPx: 63e6 }))
      .to.throw(ImageError)
      .with.property("code", "IMAGE_TOO_LARGE");
    expect(() => probe(file, { maxMemoryMb: 1000 })).to.throw(ImageError, /needs \d+ MiB of memory/);
    const { code, message } = await refusal(file);
    expect([code, message]).to.satisfy(
      ([a, b]: string[]) => a === "IMAGE_TOO_LARGE" && /the JPEG XL decoder can use 2048 MiB/.test(b ?? ""),
    );
  });
});
