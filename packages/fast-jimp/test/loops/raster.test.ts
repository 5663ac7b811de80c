import fc from "fast-check";
import { expect } from "chai";
import { defineRasterLoops } from "../../src/loops/raster";
import { BAD_CODE, CUT_SHORT, LZW_TABLE_BYTES } from "../../src/loops/raster/lzw";
import { RASTER_WASM } from "../../src/wasm/raster-wasm";
import { bothOf, randomBytes } from "../support/backends";
import { seededRandom } from "../support/images";
import { encodeLzw } from "../support/images/lzw";

const both = bothOf(RASTER_WASM, defineRasterLoops);
const seed = fc.integer({ min: 1, max: 1e9 });
const size = (max: number) => fc.integer({ min: 1, max });

/** Bytes that repeat, so that strings grow long. */
function repeating(from: number, length: number, bits: number): Uint8Array {
  const random = seededRandom(from);
  const runs = random() < 0.5;
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const again = random() < 0.9 && at > 0;
    const back = runs ? 1 : Math.min(at, 1 + Math.floor(random() * 7));
    bytes[at] = again ? (bytes[at - back] as number) : Math.floor(random() * 2 ** bits);
  }
  return bytes;
}

/** Decodes as both kinds do, and gives what is there, and the result's number. */
const decode = (data: Uint8Array, wanted: number, kind: { readonly tiff: boolean; readonly literalBits: number }) => {
  let answer = 0;
  const bytes = both((arena) => {
    const [table, stored] = [arena.allocate(LZW_TABLE_BYTES), arena.place(data)];
    const out = arena.allocate(wanted);
    arena.bytes(out, wanted).fill(0);
    answer = kind.tiff
      ? arena.loops.decodeTiffLzw(stored, data.length, out, wanted, table)
      : arena.loops.decodeGifLzw(stored, data.length, out, wanted, table, kind.literalBits);
    const number = Buffer.alloc(4);
    number.writeInt32LE(answer);
    // Behind a result that is short there may be anything.
    return Buffer.concat([number, arena.bytes(out, Math.max(0, answer))]);
  });
  return { answer, bytes: bytes.subarray(4) };
};

// GIF89a, appendix F: two bits for black and white as well.
const kinds = fc
  .tuple(fc.boolean(), fc.integer({ min: 2, max: 11 }))
  .map(([tiff, bits]) => ({ tiff, literalBits: tiff ? 8 : bits }));

describe("loops over GIF and TIFF give the same bytes as WebAssembly and in JavaScript:", () => {
  it("LZW, of any length and cleared or full tables, give what was compressed", () => {
    fc.assert(
      fc.property(seed, size(40_000), kinds, fc.constantFrom(300, 4094, 9999), (s, length, kind, clearAt) => {
        const bytes = repeating(s, length, kind.literalBits);
        const data = encodeLzw(bytes, kind, clearAt);
        expect(Buffer.from(decode(data, length, kind).bytes).equals(bytes)).to.equal(true);
        // Fewer are wanted than there are.
        const fewer = Math.ceil(length / 3);
        expect(Buffer.from(decode(data, fewer, kind).bytes).equals(bytes.subarray(0, fewer))).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it("LZW that is cut short, changed or random", () => {
    const answers = new Set<number>();
    fc.assert(
      fc.property(seed, size(3000), kinds, size(3000), (s, length, kind, at) => {
        const data = encodeLzw(repeating(s, length, kind.literalBits), kind);
        const cut = data.subarray(0, at % data.length);
        const changed = Buffer.from(data);
        changed[at % data.length] = s & 255;
        for (const broken of [cut, changed, randomBytes(s, length)])
          answers.add(Math.min(0, decode(broken, length * 2, kind).answer));
      }),
      { numRuns: 200 },
    );
    expect([...answers].sort()).to.have.members([CUT_SHORT, BAD_CODE, 0]);
  });

  it("sumAcross, of pixels of any size", () => {
    fc.assert(
      fc.property(seed, size(90), fc.constantFrom(1, 2, 3, 4, 5), (s, pixels, step) => {
        const length = pixels * step;
        both((arena) => {
          const row = arena.place(randomBytes(s, length + 20));
          arena.loops.sumAcross(row, length, step);
          // The bytes behind the row stay as they were.
          return Buffer.from(arena.bytes(row, length + 20));
        });
      }),
      { numRuns: 400 },
    );
  });

  it("expandIndices", () => {
    fc.assert(
      fc.property(seed, size(90), (s, count) => {
        both((arena) => {
          const [indices, colours] = [arena.place(randomBytes(s, count)), arena.place(randomBytes(s + 1, 1024))];
          const out = arena.allocate(count * 4);
          arena.loops.expandIndices(indices, count, colours, out);
          return Buffer.from(arena.bytes(out, count * 4));
        });
      }),
    );
  });
});
