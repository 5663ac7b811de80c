import fc from "fast-check";
import { expect } from "chai";
import { readJpegHeader } from "../../src/jpeg/header";
import { ZIGZAG } from "../../src/jpeg/zigzag";
import { defineBlockLoops } from "../../src/loops/jpeg-blocks";
import { defineEncodeLoops } from "../../src/loops/jpeg-encode";
import { ENCODED_BLOCK_FIELDS, ENCODED_BYTES } from "../../src/loops/jpeg-encode/block";
import { RecordTable } from "../../src/loops/record";
import { JPEG_BLOCKS_WASM } from "../../src/wasm/jpeg-blocks-wasm";
import { JPEG_ENCODE_WASM } from "../../src/wasm/jpeg-encode-wasm";
import { bothOf, differenceOf, loadWith, outcomeOf, randomBytes, randomInt16 } from "../support/backends";
import { seededRandom } from "../support/images";
import { randomJpeg } from "../support/jpeg/random-jpeg";

const decoding = bothOf(JPEG_BLOCKS_WASM, defineBlockLoops);
const encoding = bothOf(JPEG_ENCODE_WASM, defineEncodeLoops);
const seed = fc.integer({ min: 1, max: 1e9 });
const size = (max: number) => fc.integer({ min: 1, max });

/** Quantised blocks of 64 values each. */
function blocksOf(values: Int16Array): Buffer {
  const blocks = Buffer.alloc((values.length / 64) * ENCODED_BYTES);
  values.forEach((value, i) => {
    const [block, k] = [(i >> 6) * ENCODED_BYTES, i & 63];
    blocks.writeInt16LE(value, block + k * 2);
    if (value !== 0) blocks[block + 128 + (k >> 3)] = (blocks[block + 128 + (k >> 3)] as number) | (1 << (k & 7));
  });
  return blocks;
}

describe("loops over JPEG give the same bytes as WebAssembly and in JavaScript:", () => {
  const wasm = loadWith("wasm");
  const javascript = loadWith("javascript");

  it("unstuff", () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 0, max: 200 }),
        fc.boolean(),
        fc.double({ min: 0, max: 1 }),
        (s, length, isLast, rate) => {
          const random = seededRandom(s);
          // 0xFF often, and what may follow one.
          const bytes = Uint8Array.from({ length }, () =>
            random() < rate * 0.3 ? 255 : random() < rate * 0.6 ? 0 : Math.floor(random() * 256),
          );
          decoding((arena) => {
            const from = arena.place(bytes);
            const [to, taken] = [arena.allocate(length + 16), arena.allocate(4)];
            const written = arena.loops.unstuff(from, length, isLast ? 1 : 0, to, taken);
            return Buffer.concat([arena.bytes(taken, 4), arena.bytes(to, written)]);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("transformRow, with coefficients and divisors of every size", () => {
    const kinds = fc.constantFrom([255, 1], [2047, 64], [32767, 65535]);
    fc.assert(
      fc.property(seed, fc.constantFrom(1, 2, 4, 8), size(9), kinds, (s, scale, blocks, [most = 0, divisor = 0]) => {
        const random = seededRandom(s);
        const kept = randomInt16(s, blocks * scale * scale, -most, most).map((value, i) => {
          // Blocks with all, some and no AC coefficients.
          const block = Math.floor(i / (scale * scale)) % 3;
          return i % (scale * scale) === 0 || block === 0 || (block === 1 && random() < 0.2) ? value : 0;
        });
        const divisors = Int32Array.from({ length: scale * scale }, () => 1 + Math.floor(random() * divisor));
        decoding((arena) => {
          const stride = Math.ceil((blocks * scale) / 8) * 8 + 8;
          const [from, table] = [arena.place(kept), arena.place(divisors)];
          const out = arena.allocate(stride * scale);
          arena.loops.transformRow(from, table, blocks, scale, out, stride);
          const rows = Array.from({ length: scale }, (_, y) =>
            Buffer.from(arena.bytes(out + y * stride, blocks * scale)),
          );
          return Buffer.concat(rows);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("those of entropy-coded data, with random tables and bits, baseline and progressive, intact and damaged", async () => {
    const outcomes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(seed, fc.boolean(), fc.constantFrom(1, 2, 4, 8), async (s, progressive, reduction) => {
        const { file, width, height } = randomJpeg(s, progressive);
        const decode = ({ decodeJpegScaled }: typeof wasm) =>
          outcomeOf(() => {
            const minimum = { minWidth: Math.ceil(width / reduction), minHeight: Math.ceil(height / reduction) };
            const { planes } = decodeJpegScaled(file, readJpegHeader(file), { ...minimum, quality: "best" });
            return Buffer.concat(planes.map(({ data }) => Buffer.from(data)));
          });
        const expected = await decode(javascript);
        expect(differenceOf(await decode(wasm), expected)).to.equal(undefined);
        const refusal = /^IMAGE_CORRUPT: .*/.exec(Buffer.from(expected).toString("latin1"))?.[0];
        const kind = `${progressive ? "progressive" : "baseline"}, ${refusal ?? "decoded"}`;
        outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      }),
      { numRuns: 1000 },
    );
    // Every result that a loop can have.
    for (const kind of ["baseline, decoded", "progressive, decoded"]) expect(outcomes.get(kind), kind).to.be.above(10);
    for (const [process, reason] of [
      ["baseline", "a Huffman code is not in its table"],
      ["baseline", "a block has more than 64 coefficients"],
      ["progressive", "a Huffman code is not in its table"],
      ["progressive", "a coefficient lies outside the spectral band of its scan"],
    ]) {
      const kind = [...outcomes.keys()].find((key) => key.startsWith(`${process}, `) && key.includes(reason ?? ""));
      expect(kind, `${process}: ${reason}`).to.be.a("string");
    }
  });

  it("colourStrip, fullColourStrip and greyStrip", () => {
    fc.assert(
      fc.property(seed, size(5), (s, mcus) => {
        const width = mcus * 16;
        encoding((arena) => {
          const rows = arena.place(randomBytes(s, width * 16 * 4));
          const [y, cb, cr] = [16, 4, 4].map((lines) => arena.allocate(width * lines * 4)) as [number, number, number];
          arena.loops.colourStrip(rows, width, y, cb, cr);
          const colour = [arena.bytes(y, width * 64), arena.bytes(cb, width * 16), arena.bytes(cr, width * 16)];
          const converted = Buffer.concat(colour);
          const planes = [0, 1, 2].map(() => arena.allocate(width * 64)) as [number, number, number];
          arena.loops.fullColourStrip(rows, width * 16, ...planes);
          const full = planes.map((plane) => Buffer.from(arena.bytes(plane, width * 64)));
          arena.loops.greyStrip(rows, y, width * 16);
          return Buffer.concat([converted, ...full, arena.bytes(y, width * 64)]);
        });
      }),
    );
  });

  it("quantiseStrip, with and without costs, with factors that leave every rounding visible", () => {
    fc.assert(
      fc.property(seed, size(6), fc.boolean(), fc.constantFrom(0.5, 12, 200), (s, mcus, costs, weight) => {
        const random = seededRandom(s);
        const width = mcus * 8;
        const floats = (length: number, next: () => number) => Float32Array.from({ length }, next);
        const samples = floats(width * 8, () => (random() - 0.5) * 128);
        const most = random() * 4;
        const factors = floats(64, () => (random() < 0.3 ? 0 : random() * most));
        const bits = floats(256, () => 1 + random() * 20);
        const order = Uint8Array.of(...ZIGZAG, ...ZIGZAG.map((_, place) => ZIGZAG.indexOf(place)));
        encoding((arena) => {
          const blocks = new RecordTable(arena, ENCODED_BLOCK_FIELDS, 2);
          const predictor = arena.place(new Int32Array(1));
          const out = arena.allocate(mcus * 2 * ENCODED_BYTES);
          for (const [i, visible] of [mcus, mcus - 1].entries()) {
            blocks.set(i, {
              ...{ samples: arena.place(samples), stride: width * 4, step: 32, visible, predictor },
              ...{ factors: arena.place(factors), rates: costs ? arena.place(bits) : 0 },
              ...{ coefficients: out + i * ENCODED_BYTES, coefficientStep: 2 * ENCODED_BYTES },
            });
          }
          arena.loops.quantiseStrip(blocks.address, 2, mcus, arena.place(order), weight);
          return Buffer.from(arena.bytes(out, mcus * 2 * ENCODED_BYTES));
        });
      }),
      { numRuns: 3000 },
    );
  });

  it("codeMcus, codeBand and finishScan, counted and written", () => {
    fc.assert(
      fc.property(seed, size(40), fc.boolean(), fc.double({ min: 0, max: 1 }), (s, mcus, ac, density) => {
        const random = seededRandom(s);
        const values = randomInt16(s, mcus * 64, -1023, 1023).map((value) => (random() < density ** 3 ? value : 0));
        const codes = Int32Array.from({ length: 256 }, () => {
          const length = 1 + Math.floor(random() * 16);
          return (Math.floor(random() * (1 << length)) << 5) | length;
        });
        const first = 1 + Math.floor(random() * 63);
        const last = first + Math.floor(random() * (64 - first));
        encoding((arena) => {
          const { loops } = arena;
          const coefficients = arena.place(blocksOf(values));
          const predictor = arena.place(new Int32Array(1));
          const out = arena.allocate(mcus * 512);
          const blocks = new RecordTable(arena, ENCODED_BLOCK_FIELDS, 1);
          const coded = [1, 0].map((counting) => {
            const [dcTable, acTable] = [0, 1].map(() => arena.place(counting ? new Int32Array(256) : codes));
            const fields = { coefficients, coefficientStep: ENCODED_BYTES, predictor, dcTable: dcTable ?? 0 };
            const tables = (): Buffer =>
              Buffer.concat([dcTable, acTable].map((table) => Buffer.from(arena.bytes(table ?? 0, 1024))));
            blocks.set(0, { ...fields, acTable: ac ? (acTable ?? 0) : 0 });
            loops.startScan(counting);
            let end = loops.finishScan(0, loops.codeMcus(blocks.address, 1, mcus, out));
            const mcuBytes = Buffer.from(arena.bytes(out, end - out));
            loops.startScan(counting);
            const row = loops.codeBand(coefficients, mcus, first, last, acTable ?? 0, out);
            end = loops.finishScan(acTable ?? 0, row);
            return Buffer.concat([mcuBytes, Buffer.from(arena.bytes(out, end - out)), tables()]);
          });
          return Buffer.concat(coded);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it("those of the encoder, with random pixels of every contrast, at every quality", () => {
    fc.assert(
      fc.property(
        seed,
        size(40),
        size(40),
        size(100),
        fc.constantFrom(1, 4),
        size(255),
        (s, width, height, quality, channels, contrast) => {
          const data = Buffer.from(randomBytes(s, width * height * channels).map((byte) => (byte * contrast) / 255));
          const [ours, theirs] = [wasm, javascript].map(({ encodeJpeg }) =>
            encodeJpeg({ data, width, height, channels }, { quality }),
          ) as [Buffer, Buffer];
          expect(differenceOf(ours, theirs)).to.equal(undefined);
        },
      ),
      { numRuns: 300 },
    );
  });
});
