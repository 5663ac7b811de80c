import { expect } from "chai";
import { existsSync } from "node:fs";
import { ImageError, probe } from "../../src";
import { render, type VariantSpec } from "../support/render";
import { decodeMemory } from "../../src/memory";
import {
  encodePng,
  exampleBmp,
  exampleGif,
  encodeGif,
  exampleJpeg,
  examplePng,
  exampleTiff,
  scene,
} from "../support/images";
import { ANIMATED_KINDS, type AnimatedKind } from "./animated-kinds";
import type { Kind } from "./kinds";
import { MemoryMeter } from "./measure";

const PX = 3_000_000;
const variant: VariantSpec = {
  ...{ name: "a", width: 100, height: 100, fit: "cover", format: "auto", quality: 75, background: "#ffffff" },
};

/** A file whose header states 2000x1500 pixels. */
function stating(file: Buffer, write: (file: Buffer) => void): Buffer {
  write(file);
  return file;
}

const refusal = async (work: () => unknown): Promise<ImageError> => {
  const error = await Promise.resolve()
    .then(work)
    .catch((reason: unknown) => reason);
  if (error instanceof ImageError) return error;
  throw new Error("expected a refusal");
};

describe("memory of an image", () => {
  const large = encodePng(scene(2000, 1500));
  /** Bytes per pixel, without what every image takes. */
  const perPixel = (file: Buffer): number => {
    const small = decodeMemory(exampleBmp(), probe(exampleBmp()), { minWidth: 9, minHeight: 9, quality: "fast" });
    const fixed = small - 96 * 64 * 4;
    const needed = { minWidth: 9, minHeight: 9, quality: "fast" } as const;
    return (decodeMemory(file, probe(file), needed) - fixed) / PX;
  };

  it("is estimated from the header, by the bytes per pixel of each decoder", () => {
    const bmp = stating(exampleBmp(), (file) => {
      file.writeInt32LE(2000, 18);
      file.writeInt32LE(1500, 22);
    });
    expect(perPixel(bmp)).to.equal(4);
    // Of a frame that covers its canvas the indices are held.
    expect(perPixel(encodeGif(scene(2000, 1500)))).to.be.closeTo(1 + 2 * 1.13, 0.1);
    // Reduced while it is decoded: what is left is a buffer of its inflated data.
    expect(perPixel(large)).to.be.closeTo(3, 0.1);
  });

  it("is less for a JPEG that is decoded at a smaller scale", () => {
    const file = exampleJpeg({ width: 800, height: 600 });
    const bytes = (edge: number): number =>
      decodeMemory(file, probe(file), { minWidth: edge, minHeight: edge, quality: "fast" });
    // 1/4 is counted, in case the image has fine detail.
    expect(bytes(800) - bytes(9)).to.be.closeTo(800 * 608 * 1.5 * (15 / 16), 10_000);
  });

  it("is that of some rows for a JPEG that is resized once", () => {
    const file = exampleJpeg({ width: 800, height: 600 });
    const bytes = (once: boolean, edge = 250): number =>
      decodeMemory(file, probe(file), { minWidth: edge, minHeight: 9, quality: "fast", once });
    // Luma at half of its size, which chroma has: 38 rows of MCUs, of which ten are counted.
    expect(bytes(false) - bytes(true)).to.be.closeTo(((400 * 304 * 3) / 38) * 28, 1000);
    // Whether 1/8 is enough is seen when all of it is decoded.
    expect(bytes(true, 9)).to.equal(bytes(false, 9));
  });

  it("refuses an image that needs more, with both figures, before it is decoded", async () => {
    const tooLittle = 65;
    for (const work of [
      () => probe(large, { maxMemoryMb: tooLittle }),
      () => render(large, [variant], { maxMemoryMb: tooLittle }),
    ]) {
      const { code, message, facts } = await refusal(work);
      expect(code).to.equal("IMAGE_TOO_LARGE");
      expect(message).to.match(/^The image needs \d+ MiB of memory; at most 65 MiB may be used\.$/);
      expect(facts).to.include({ px: PX, width: 2000, height: 1500, maxMemoryMb: tooLittle });
      expect(facts["memoryMb"]).to.be.above(tooLittle);
    }
  });

  it("includes renditions", async () => {
    const limits = { maxMemoryMb: 80 };
    expect(await render(exampleJpeg(), [variant], limits)).to.have.length(1);
    const { code } = await refusal(() => render(exampleJpeg(), [{ ...variant, width: 2000, height: 2000 }], limits));
    expect(code).to.equal("IMAGE_TOO_LARGE");
  });

  it("includes the file", async () => {
    const limits = { maxMemoryMb: 80 };
    const padded = Buffer.concat([exampleJpeg(), Buffer.alloc(20 * 1024 * 1024)]);
    expect(await render(padded, [variant], { maxMemoryMb: 90 })).to.have.length(1);
    for (const work of [() => probe(padded, limits), () => render(padded, [variant], limits)])
      expect((await refusal(work)).code).to.equal("IMAGE_TOO_LARGE");
  });

  it("is not limited by default, and enough for every small image", async () => {
    for (const file of [exampleJpeg(), examplePng(), exampleGif(), exampleBmp(), exampleTiff()]) {
      expect(await render(file, [variant])).to.have.length(1);
      expect(await render(file, [variant], { maxMemoryMb: 70 })).to.have.length(1);
    }
  });

  // The system reports a process's peak in /proc. All kinds, at 100 megapixels, are measured by main.ts.
  const kinds: readonly (readonly [kind: Kind, edge: number])[] = [
    ["jpeg", 2400],
    ["interlaced png", 2400],
    ["deflated tiff", 2400],
    ["lossless webp", 1600],
    ["avif", 2400],
    ["avif 4:4:4 of 12 bits with alpha", 2400],
    // In their thread.
    ["heic", 1600],
    ["heic of 10 bits", 1200],
    ["heic of tiles", 1700],
    ["jxl", 1600],
  ];
  /** Of few large frames, and of so many that all of them would be more than is estimated. */
  const animations: readonly (readonly [edge: number, frames: number])[] = [
    [900, 4],
    [500, 100],
  ];
  const measured = existsSync("/proc/self/status") ? describe : describe.skip;
  measured("is not exceeded", () => {
    let meter: MemoryMeter;
    before(async () => {
      meter = await MemoryMeter.create();
    });
    after(() => meter.close());

    for (const [kind, edge] of kinds)
      it(`by ${kind}`, async () => {
        const { estimatedMb, measuredMb } = await meter.measure(kind, edge, 300);
        expect(measuredMb).to.be.within(1, estimatedMb);
      });

    for (const kind of Object.keys(ANIMATED_KINDS) as AnimatedKind[])
      for (const [edge, frames] of animations)
        it(`by ${kind} of ${frames} frames, all of them kept`, async () => {
          const { estimatedMb, measuredMb } = await meter.measureAnimation(kind, edge, frames, 100);
          expect(measuredMb).to.be.within(1, estimatedMb);
        });
  });
});
