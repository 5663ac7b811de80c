import fc from "fast-check";
import type { Arena } from "../../src/loops/arena";
import { definePixelLoops, type PixelLoops } from "../../src/loops/pixels";
import { PIXELS_WASM } from "../../src/wasm/pixels-wasm";
import { bothOf, randomBytes, randomInt16 } from "../support/backends";
import { seededRandom } from "../support/images";

const both = bothOf(PIXELS_WASM, definePixelLoops);
const seed = fc.integer({ min: 1, max: 1e9 });
const size = (max: number) => fc.integer({ min: 1, max });

type Loops = Arena<PixelLoops>;
const copy = (arena: Loops, address: number, length: number): Buffer => Buffer.from(arena.bytes(address, length));
/** Bytes of `rows` rows that are farther apart than they are long. */
const copyRows = (arena: Loops, address: number, rows: number, stride: number, length: number): Buffer =>
  Buffer.concat(Array.from({ length: rows }, (_, y) => copy(arena, address + y * stride, length)));

/** Runs of weights, and where they start in a row of `length` positions. */
const weightsOf = (s: number, count: number, taps: number, length: number) => {
  const random = seededRandom(s);
  return {
    starts: Int32Array.from({ length: count }, () => Math.floor(random() * (length - taps + 1))),
    weights: randomInt16(s + 1, count * taps),
  };
};

describe("loops over pixels give the same bytes as WebAssembly and in JavaScript:", () => {
  const across = [
    { loop: "acrossBytes", group: 8, inBytes: 1, outBytes: 2, source: "bytes" },
    { loop: "acrossPixels", group: 2, inBytes: 8, outBytes: 8, source: "samples" },
    { loop: "acrossOpaque", group: 4, inBytes: 4, outBytes: 8, source: "bytes" },
  ] as const;
  for (const { loop, group, inBytes, outBytes, source } of across) {
    it(loop, () => {
      fc.assert(
        fc.property(seed, size(6), size(20), size(7), size(30), (s, groups, count, rows, more) => {
          const taps = groups * group;
          const length = taps + more;
          both((arena) => {
            const stride = length * inBytes;
            const rowsInMemory = Math.ceil(rows / 4) * 4;
            const bytes = stride * rowsInMemory;
            const src = arena.place(source === "bytes" ? randomBytes(s, bytes) : randomInt16(s, bytes / 2));
            const { starts, weights } = weightsOf(s, count, taps, length);
            const outStride = Math.ceil((count * outBytes) / 16) * 16;
            const [from, run] = [arena.place(starts), arena.place(weights)];
            const out = arena.allocate(outStride * rowsInMemory);
            arena.loops[loop](src, stride, rows, from, run, taps, count, out, outStride);
            return copyRows(arena, out, rows, outStride, count * outBytes);
          });
        }),
      );
    });
  }

  it("down", () => {
    fc.assert(
      fc.property(seed, size(8), size(9), size(6), size(30), (s, pairs, count, vectors, more) => {
        const taps = pairs * 2;
        const width = vectors * 16;
        both((arena) => {
          const src = arena.place(randomInt16(s, ((taps + more) * width) / 2));
          const { starts, weights } = weightsOf(s, count, taps, taps + more);
          const [from, run] = [arena.place(starts), arena.place(weights)];
          const out = arena.allocate(count * width);
          arena.loops.down(src, width, width, from, run, taps, count, out, width);
          return copy(arena, out, count * width);
        });
      }),
    );
  });

  it("premultiply", () => {
    fc.assert(
      fc.property(seed, size(70), (s, pixels) => {
        both((arena) => {
          const src = arena.place(randomBytes(s, pixels * 4));
          const out = arena.allocate(pixels * 8);
          arena.loops.premultiply(src, out, pixels);
          return copy(arena, out, pixels * 8);
        });
      }),
    );
  });

  it("narrow and unpremultiply", () => {
    fc.assert(
      fc.property(seed, size(70), (s, pixels) => {
        both((arena) => {
          const src = arena.place(randomInt16(s, pixels * 4));
          const out = arena.allocate(pixels * 4);
          arena.loops.narrow(src, out, pixels * 4);
          const narrow = copy(arena, out, pixels * 4);
          arena.loops.unpremultiply(src, out, pixels);
          return Buffer.concat([narrow, copy(arena, out, pixels * 4)]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("unpremultiply, with every alpha", () => {
    both((arena) => {
      const opacities = 128 << 7;
      const samples = randomInt16(1, opacities * 4, 0, 64 * 255).map((value, i) => ((i & 3) === 3 ? i >> 2 : value));
      const src = arena.place(samples);
      const out = arena.allocate(opacities * 4);
      arena.loops.unpremultiply(src, out, opacities);
      return copy(arena, out, opacities * 4);
    });
  });

  it("blendRows, spread and settle", () => {
    fc.assert(
      fc.property(seed, size(70), fc.constantFrom(1, 3), (s, count, weight) => {
        both((arena) => {
          const [near, far] = [arena.place(randomBytes(s, count + 2)), arena.place(randomBytes(s + 1, count + 2))];
          const sums = arena.allocate((count + 2) * 2);
          arena.loops.blendRows(near, far, weight, sums, count + 2);
          const blended = copy(arena, sums, (count + 2) * 2);
          const out = arena.allocate(count * 2);
          const [even, odd, shift] = weight === 3 ? [8, 7, 4] : [1, 2, 2];
          arena.loops.spread(sums + 2, count, even, odd, shift, out);
          const spread = copy(arena, out, count * 2);
          arena.loops.settle(sums, count, 2, 2, out);
          return Buffer.concat([blended, spread, copy(arena, out, count)]);
        });
      }),
    );
  });

  it("toRgba and toColours", () => {
    fc.assert(
      fc.property(seed, size(70), (s, count) => {
        both((arena) => {
          const [y, cb, cr] = [0, 1, 2].map((i) => arena.place(randomBytes(s + i, count))) as [number, number, number];
          const out = arena.allocate(count * 4);
          arena.loops.toRgba(y, cb, cr, out, count);
          const plane = count + 16;
          const planes = arena.allocate(plane * 3);
          arena.loops.toColours(y, cb, cr, planes, plane, count);
          return Buffer.concat([copy(arena, out, count * 4), copyRows(arena, planes, 3, plane, count)]);
        });
      }),
    );
  });

  it("samplesToRgba, levelsToRgba and joinColours", () => {
    fc.assert(
      fc.property(seed, size(70), (s, count) => {
        both((arena) => {
          const plane = Math.ceil(count / 8) * 16;
          const samples = arena.place(randomInt16(s, (plane * 3) / 2));
          const out = arena.allocate(count * 4);
          arena.loops.samplesToRgba(samples, samples + plane, samples + 2 * plane, out, count);
          const converted = copy(arena, out, count * 4);
          arena.loops.levelsToRgba(samples, samples + plane, samples + 2 * plane, out, count);
          const levels = copy(arena, out, count * 4);
          arena.loops.joinColours(samples, plane, out, count);
          return Buffer.concat([converted, levels, copy(arena, out, count * 4)]);
        });
      }),
      { numRuns: 300 },
    );
  });
});
