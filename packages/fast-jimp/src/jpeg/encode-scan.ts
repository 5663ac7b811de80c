import type { Pixels } from "../pixels";
import type { Arena } from "../loops/arena";
import { defineEncodeLoops, type EncodeLoops } from "../loops/jpeg-encode";
import { ENCODED_BLOCK_FIELDS } from "../loops/jpeg-encode/block";
import { LoopModule } from "../loops/module";
import { RecordTable } from "../loops/record";
import { JPEG_ENCODE_WASM } from "../wasm/jpeg-encode-wasm";
import { codesOf } from "./huffman";
import { quantFactors } from "./quality";
import { STANDARD_HUFFMAN } from "./standard-tables";
import { ZIGZAG } from "./zigzag";

/** The encoder's inner loops. */
export const encodeLoops = new LoopModule(JPEG_ENCODE_WASM, defineEncodeLoops);

const CODES = [STANDARD_HUFFMAN.dcLuma, STANDARD_HUFFMAN.acLuma, STANDARD_HUFFMAN.dcChroma, STANDARD_HUFFMAN.acChroma];

/** Upper bound for one block: 64 coefficients of 26 bits, every byte stuffed. */
const MAX_BLOCK_BYTES = 512;

/** One block of an MCU: its component and its position in the MCU, pixels. */
interface BlockPlace {
  readonly component: 0 | 1 | 2;
  readonly x: number;
  readonly y: number;
}
const GREY: readonly BlockPlace[] = [{ component: 0, x: 0, y: 0 }];
const COLOUR: readonly BlockPlace[] = [
  { component: 0, x: 0, y: 0 },
  { component: 0, x: 8, y: 0 },
  { component: 0, x: 0, y: 8 },
  { component: 0, x: 8, y: 8 },
  { component: 1, x: 0, y: 0 },
  { component: 2, x: 0, y: 0 },
];

/**
 * Encodes the scan of an image (ITU-T T.81, F.1): RGBA as YCbCr 4:2:0 with chroma averaged over 2x2 pixels, one channel
 * as grey. MCUs at the edges are padded by repeating the last column and row.
 *
 * @param luma divisors, row by row
 * @param chroma divisors, row by row
 * @returns the entropy-coded data in pieces
 */
export const encodeScan = (pixels: Pixels, luma: Uint8Array, chroma: Uint8Array): Buffer[] =>
  encodeLoops.use((arena) => new ScanEncoder(arena, pixels, luma, chroma).encode());

class ScanEncoder {
  /** Pixels of an MCU, across and down. */
  private readonly edge: 8 | 16;
  private readonly mcus: number;
  private readonly places: readonly BlockPlace[];
  private readonly blocks: RecordTable<(typeof ENCODED_BLOCK_FIELDS)[number]>;
  private readonly order: number;
  /** The strip's pixels, padded to whole MCUs, and samples of the components. */
  private readonly rows: number;
  private readonly samples: readonly number[];
  private readonly out: number;

  constructor(
    private readonly arena: Arena<EncodeLoops>,
    private readonly pixels: Pixels,
    luma: Uint8Array,
    chroma: Uint8Array,
  ) {
    const colour = pixels.channels === 4;
    this.edge = colour ? 16 : 8;
    this.places = colour ? COLOUR : GREY;
    this.mcus = Math.ceil(pixels.width / this.edge);
    const padded = this.mcus * this.edge;
    const codes = CODES.map((table) => arena.place(codesOf(table)));
    const factors = [arena.place(quantFactors(luma)), arena.place(quantFactors(chroma))];
    const predictors = arena.place(new Int32Array(3));
    // The DCT writes blocks column by column.
    this.order = arena.place(ZIGZAG.map((at) => ((at & 7) << 3) | (at >> 3)));
    this.rows = arena.allocate(padded * this.edge * pixels.channels);
    this.samples = colour
      ? [arena.allocate(padded * 16 * 4), arena.allocate(padded * 4 * 4), arena.allocate(padded * 4 * 4)]
      : [arena.allocate(padded * 8 * 4)];
    this.out = arena.allocate(this.mcus * this.places.length * MAX_BLOCK_BYTES);
    this.blocks = new RecordTable(arena, ENCODED_BLOCK_FIELDS, this.places.length);
    this.places.forEach(({ component, x, y }, i) => {
      const [width, table] = component === 0 ? [padded, 0] : [padded / 2, 1];
      this.blocks.set(i, {
        samples: (this.samples[component] as number) + (y * width + x) * 4,
        stride: width * 4,
        step: component === 0 ? this.edge * 4 : 32,
        visible: Math.ceil((pixels.width - x) / this.edge),
        factors: factors[table],
        dcCodes: codes[table * 2],
        acCodes: codes[table * 2 + 1],
        predictor: predictors + component * 4,
      });
    });
  }

  encode(): Buffer[] {
    const { arena, pixels, edge, mcus, places, blocks, order, out } = this;
    const { loops } = arena;
    const pieces: Buffer[] = [];
    const copyTo = (end: number): void => void pieces.push(Buffer.from(arena.bytes(out, end - out)));
    loops.startScan();
    for (let top = 0; top < pixels.height; top += edge) {
      this.loadStrip(top);
      places.forEach(({ y }, i) => {
        if (top + y >= pixels.height) blocks.setField(i, "visible", 0);
      });
      copyTo(loops.encodeStrip(blocks.address, places.length, mcus, order, out));
    }
    copyTo(loops.finishScan(out));
    return pieces;
  }

  private loadStrip(top: number): void {
    const { arena, pixels, edge, mcus, rows, samples } = this;
    const { data, width, height, channels } = pixels;
    const padded = mcus * edge * channels;
    const used = width * channels;
    const strip = arena.bytes(rows, padded * edge);
    for (let row = 0, to = 0; row < edge; row++, to += padded) {
      const from = Math.min(top + row, height - 1) * used;
      strip.set(data.subarray(from, from + used), to);
      for (let at = to + used; at < to + padded; at++) strip[at] = strip[at - channels] as number;
    }
    const [y = 0, cb = 0, cr = 0] = samples;
    if (channels === 4) arena.loops.colourStrip(rows, mcus * edge, y, cb, cr);
    else arena.loops.greyStrip(rows, y, padded * edge);
  }
}
