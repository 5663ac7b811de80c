import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { equalQuality } from "../../handlers/contract";

const FILE = join(__dirname, "..", "..", "bench", "results", "equal-quality.json");

interface Measured {
  readonly photographs: number;
  readonly equalQualities: readonly { readonly jpeg: number; readonly webp: number; readonly avif: number }[];
}

describe("qualities that look alike", () => {
  const { photographs, equalQualities } = JSON.parse(readFileSync(FILE, "utf8")) as Measured;

  it("are those that were measured over at least 24 photographs", () => {
    expect(photographs).to.be.at.least(24);
    for (const { jpeg, webp, avif } of equalQualities) {
      expect(equalQuality(jpeg, "avif"), `AVIF of ${jpeg}`).to.be.closeTo(avif, 0.6);
      if (jpeg <= 92) expect(equalQuality(jpeg, "webp"), `WebP of ${jpeg}`).to.be.closeTo(webp, 0.6);
    }
  });

  it("are within 1..100, and none smaller for a greater one of JPEG", () => {
    for (const format of ["webp", "avif"] as const) {
      const all = Array.from({ length: 100 }, (_, at) => equalQuality(at + 1, format)).filter(
        (one) => one !== undefined,
      );
      expect(all).to.deep.equal(all.toSorted((a, b) => a - b));
      expect([all[0], all.at(-1)]).to.satisfy(([least, most]: number[]) => (least ?? 0) >= 1 && (most ?? 101) <= 100);
    }
  });

  it("does not exist of WebP, whose chroma is 4:2:0, where a JPEG is better than any", () => {
    expect(equalQuality(92, "webp")).to.equal(97);
    expect(equalQuality(93, "webp")).to.equal(undefined);
    expect(equalQuality(100, "avif")).to.equal(100);
  });
});
