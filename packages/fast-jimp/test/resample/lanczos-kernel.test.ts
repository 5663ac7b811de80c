import { expect } from "chai";

import { LANCZOS3, makeKernel, NO_PREFILTER } from "../../src/resample/kernel";
import { lanczosKernel } from "../../src/resample/lanczos-kernel";

const span = { length: 1224, from: 204, span: 816, count: 300 };

describe("cached LANCZOS kernels", () => {
  it("equal new ones", () => {
    for (const one of [span, { ...span, from: 0 }, { ...span, count: 150 }, { ...span, length: 1225 }]) {
      expect(lanczosKernel(one, 8)).to.deep.equal(makeKernel(one, LANCZOS3, NO_PREFILTER, 8));
    }
    expect(lanczosKernel(span, 2)).to.deep.equal(makeKernel(span, LANCZOS3, NO_PREFILTER, 2));
  });

  it("are told apart by their prefilters", () => {
    const taps = [-0.5, 0.5].map((distance) => ({ distance, weight: 0.5 }));
    for (const prefilter of [
      { taps, spacing: 1 },
      { taps, spacing: 0.5 },
      { taps: taps.slice(0, 1), spacing: 1 },
    ]) {
      const small = { ...span, count: 900 };
      expect(lanczosKernel(small, 8, prefilter)).to.deep.equal(makeKernel(small, LANCZOS3, prefilter, 8));
    }
  });

  it("are made once while they are among the last used", () => {
    const first = lanczosKernel(span, 8);
    for (let count = 1; count <= 31; count++) lanczosKernel({ ...span, count }, 8);
    expect(lanczosKernel(span, 8)).to.equal(first);
    for (let count = 1; count <= 40; count++) lanczosKernel({ ...span, count }, 8);
    expect(lanczosKernel(span, 8)).not.to.equal(first);
  });
});
