import fc from "fast-check";
import { expect } from "chai";
import { definePaletteLoops } from "../../src/loops/palette";
import { placePalette } from "../../src/palette/loops";
import { PALETTE_WASM } from "../../src/wasm/palette-wasm";
import { bothOf, randomBytes, randomInt16 } from "../support/backends";

const both = bothOf(PALETTE_WASM, definePaletteLoops);
const seed = fc.integer({ min: 1, max: 1e9 });
const size = (max: number) => fc.integer({ min: 1, max });

describe("loops over palettes give the same bytes as WebAssembly and in JavaScript:", () => {
  it("weighPixels", () => {
    fc.assert(
      fc.property(seed, size(60), (s, pixels) => {
        both((arena) => {
          const points = arena.allocate(pixels * 8);
          arena.loops.weighPixels(arena.place(randomBytes(s, pixels * 4)), points, pixels);
          return Buffer.from(arena.bytes(points, pixels * 8));
        });
      }),
    );
  });

  it("weighPixels, of every level under every alpha", () => {
    const pixels = Buffer.alloc(256 * 256 * 4);
    for (let at = 0; at < 65536; at++) pixels.set([at & 255, at & 255, at & 255, at >> 8], at * 4);
    both((arena) => {
      const points = arena.allocate(65536 * 8);
      arena.loops.weighPixels(arena.place(pixels), points, 65536);
      return Buffer.from(arena.bytes(points, 65536 * 8));
    });
  });

  it("nearestEntries, of equally near ones the first", () => {
    fc.assert(
      fc.property(seed, size(256), size(20), fc.constantFrom(4, 300, 4080), (s, entries, count, range) => {
        const palette = randomInt16(s, entries * 4, 0, range);
        const points = randomInt16(s + 1, count * 4, 0, range);
        const result = both((arena) => {
          const { address, groups } = placePalette(arena, palette);
          const out = arena.allocate(count);
          arena.loops.nearestEntries(arena.place(points), count, address, groups, out);
          return Buffer.from(arena.bytes(out, count));
        });
        result.forEach((index, at) => {
          const distances = Array.from({ length: entries }, (_, entry) =>
            [0, 1, 2, 3].reduce(
              (sum, part) => sum + ((palette[entry * 4 + part] ?? 0) - (points[at * 4 + part] ?? 0)) ** 2,
              0,
            ),
          );
          expect(index).to.equal(distances.indexOf(Math.min(...distances)));
        });
      }),
      { numRuns: 300 },
    );
  });

  it("ditherRow, in both directions, and the errors that it leaves", () => {
    fc.assert(
      fc.property(seed, size(60), size(256), fc.constantFrom(0, 1), size(4080), (s, width, entries, back, range) => {
        const points = randomInt16(s, width * 4, 0, range);
        // Flat areas, which are looked up once.
        for (let at = 4; at < points.length; at++) if (s % 3 === 0 && at % 20 > 3) points[at] = points[at - 4] ?? 0;
        both((arena) => {
          const { address, groups } = placePalette(arena, randomInt16(s + 1, entries * 4, 0, 4080));
          const errors = arena.place(randomInt16(s + 2, (width + 2) * 4, -900, 900));
          const below = arena.place(new Int16Array((width + 2) * 4));
          const out = arena.allocate(width);
          arena.loops.ditherRow(arena.place(points), errors + 8, below + 8, width, address, groups, back, out);
          return Buffer.concat([out, errors, below].map((at, index) => Buffer.from(arena.bytes(at, index === 0 ? width : (width + 2) * 8)))); // prettier-ignore
        });
      }),
      { numRuns: 400 },
    );
  });
});
