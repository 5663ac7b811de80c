import fc from "fast-check";
import { expect } from "chai";
import { definePngLoops } from "../../src/loops/png";
import { PNG_WASM } from "../../src/wasm/png-wasm";
import { bothOf, randomBytes, randomInt16 } from "../support/backends";

const both = bothOf(PNG_WASM, definePngLoops);
const seed = fc.integer({ min: 1, max: 1e9 });
const size = (max: number) => fc.integer({ min: 1, max });
const pixelBytes = fc.constantFrom(1, 2, 3, 4, 6, 8);
/** Zeros before a row. */
const BEFORE = 16;

describe("loops over PNG give the same bytes as WebAssembly and in JavaScript:", () => {
  it("unfilter, with every filter and with those that do not exist", () => {
    fc.assert(
      fc.property(seed, size(60), pixelBytes, fc.integer({ min: 0, max: 6 }), (s, pixels, step, filter) => {
        const length = pixels * step;
        const result = both((arena) => {
          const bytes = randomBytes(s, length + 9);
          bytes[0] = filter;
          const [row, above] = [arena.place(bytes) + 1, arena.place(randomBytes(s + 1, length))];
          const answer = arena.loops.unfilter(row, above, length, step);
          // The bytes behind the row stay as they were.
          return Buffer.concat([Buffer.of(answer & 255), arena.bytes(row, length + 8)]);
        });
        expect(result[0]).to.equal(filter > 4 ? 255 : 0);
      }),
      { numRuns: 400 },
    );
  });

  it("unfilterPaethRows, which gives what unfilter gives row by row", () => {
    fc.assert(
      fc.property(seed, size(60), fc.constantFrom(3, 4), (s, pixels, step) => {
        const length = pixels * step;
        const rows = (arena: Parameters<Parameters<typeof both>[0]>[0]) => {
          const bytes = randomBytes(s, 2 * (length + 1) + 8);
          bytes[0] = bytes[length + 1] = 4;
          return { row: arena.place(bytes) + 1, above: arena.place(randomBytes(s + 1, length)) };
        };
        const atOnce = both((arena) => {
          const { row, above } = rows(arena);
          arena.loops.unfilterPaethRows(row, above, length, step);
          // The filter type between the rows and the bytes behind them stay as they were.
          return Buffer.from(arena.bytes(row, 2 * length + 9));
        });
        const oneByOne = both((arena) => {
          const { row, above } = rows(arena);
          arena.loops.unfilter(row, above, length, step);
          arena.loops.unfilter(row + length + 1, row, length, step);
          return Buffer.from(arena.bytes(row, 2 * length + 9));
        });
        expect(atOnce).to.deep.equal(oneByOne);
      }),
      { numRuns: 400 },
    );
  });

  it("expandRgb and packRgb, each the reverse of the other", () => {
    fc.assert(
      fc.property(seed, size(60), (s, pixels) => {
        const rgb = randomBytes(s, pixels * 3);
        const result = both((arena) => {
          const [row, expanded, packed] = [arena.place(rgb), arena.allocate(pixels * 4), arena.allocate(pixels * 3)];
          arena.loops.expandRgb(row, expanded, pixels);
          arena.loops.packRgb(expanded, packed, pixels);
          return Buffer.concat([arena.bytes(packed, pixels * 3), arena.bytes(expanded, pixels * 4)]);
        });
        expect(Buffer.compare(result.subarray(0, pixels * 3), rgb)).to.equal(0);
        for (let at = pixels * 3 + 3; at < result.length; at += 4) expect(result[at]).to.equal(255);
      }),
    );
  });

  it("scanPixels", () => {
    const found = new Set<number | undefined>();
    fc.assert(
      fc.property(seed, size(40), fc.boolean(), fc.boolean(), (s, pixels, coloured, translucent) => {
        const bytes = randomBytes(s, pixels * 4);
        for (let at = 0; at < bytes.length; at += 4) {
          // At most one pixel is different, wherever it is.
          const odd = at / 4 === s % pixels;
          if (!coloured || !odd) bytes.fill(bytes[at] ?? 0, at, at + 3);
          if (!translucent || !odd) bytes[at + 3] = 255;
        }
        const result = both((arena) => Buffer.of(arena.loops.scanPixels(arena.place(bytes), pixels)));
        found.add(result[0]);
      }),
      { numRuns: 400 },
    );
    expect([...found].sort()).to.deep.equal([0, 1, 2, 3]);
  });

  it("filterRow", () => {
    const chosen = new Set<number | undefined>();
    fc.assert(
      fc.property(seed, size(60), pixelBytes, fc.boolean(), (s, pixels, step, smooth) => {
        const length = pixels * step;
        const bytes = (from: number): Uint8Array => {
          const random = randomBytes(from, length);
          return smooth ? random.map((byte, i) => (i * (from % 5) + (byte & 3)) & 255) : random;
        };
        const result = both((arena) => {
          const [row, above] = [s, s + 1].map((from) => {
            const address = arena.allocate(BEFORE + length);
            arena.bytes(address, BEFORE).fill(0);
            arena.bytes(address + BEFORE, length).set(bytes(from));
            return address + BEFORE;
          }) as [number, number];
          const out = arena.allocate(length + 1);
          arena.loops.filterRow(row, above, length, step, out);
          return Buffer.from(arena.bytes(out, length + 1));
        });
        chosen.add(result[0]);
      }),
      { numRuns: 400 },
    );
    expect([...chosen].sort()).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it("addRow and isOpaque", () => {
    fc.assert(
      fc.property(seed, size(60), fc.boolean(), (s, pixels, opaque) => {
        const length = pixels * 4;
        const bytes = randomBytes(s, length);
        for (let at = 3; at < length; at += 4) if (opaque || bytes[at] !== 0) bytes[at] = 255;
        both((arena) => {
          const row = arena.place(bytes);
          const sums = arena.place(randomInt16(s, length));
          arena.loops.addRow(row, sums, length);
          return Buffer.concat([arena.bytes(sums, length * 2), Buffer.of(arena.loops.isOpaque(row, pixels))]);
        });
      }),
    );
  });

  it("addWeighted", () => {
    fc.assert(
      fc.property(seed, size(200), size(128), (s, pixels, columns) => {
        both((arena) => {
          const row = arena.place(randomBytes(s, pixels * 4));
          const length = Math.ceil(pixels / columns) * 16;
          const sums = arena.place(randomBytes(s + 1, length));
          arena.loops.addWeighted(row, pixels, columns, sums);
          return Buffer.from(arena.bytes(sums, length));
        });
      }),
    );
  });

  it("meanCells", () => {
    fc.assert(
      fc.property(seed, size(200), fc.constantFrom(3, 4), size(128), size(128), (s, width, step, columns, rows) => {
        both((arena) => {
          const sums = arena.place(randomInt16(s, width * step, 0, rows * 255));
          const cells = Math.ceil(width / columns);
          const out = arena.allocate(cells * 4);
          arena.loops.meanCells(sums, width, step, columns, rows, out);
          return Buffer.from(arena.bytes(out, cells * 4));
        });
      }),
      { numRuns: 400 },
    );
  });

  it("widenOpaque", () => {
    fc.assert(
      fc.property(seed, size(60), fc.constantFrom(3, 4), (s, pixels, step) => {
        both((arena) => {
          const row = arena.place(randomBytes(s, pixels * step));
          const out = arena.allocate(pixels * 4);
          arena.loops.widenOpaque(row, pixels, step, out);
          return Buffer.from(arena.bytes(out, pixels * 4));
        });
      }),
    );
  });
});
