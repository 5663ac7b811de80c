import type { Arena } from "../loops/arena";
import { defineEncodeLoops, type EncodeLoops } from "../loops/jpeg-encode";
import { ENCODED_BLOCK_FIELDS, ENCODED_BYTES } from "../loops/jpeg-encode/block";
import { LoopModule } from "../loops/module";
import { RecordTable } from "../loops/record";
import type { Pixels } from "../pixels";
import { JPEG_ENCODE_WASM } from "../wasm/jpeg-encode-wasm";
import { quantFactors } from "./quality";
import { ZIGZAG } from "./zigzag";

/** The encoder's inner loops. */
export const encodeLoops = new LoopModule(JPEG_ENCODE_WASM, defineEncodeLoops);

/**
 * Bits that a squared error of one quantisation step is worth. Of 8 to 16 the one with the fewest bytes at equal
 * SSIMULACRA2 of photographs.
 */
const ERROR_WEIGHT = 12;

/** Coefficients of a component: blocks row by row, each of {@link ENCODED_BYTES}. */
export interface QuantisedComponent {
  /** Address of the first block. */
  readonly coefficients: number;
  /** Bytes from one row of blocks to the next. */
  readonly stride: number;
  /** Blocks that show any of the image, across and down. A scan of this component alone has no others. */
  readonly width: number;
  readonly height: number;
}

/** How a component is quantised. */
export interface Quantisation {
  /** Divisors, row by row. */
  readonly divisors: Uint8Array;
  /** Bits of each AC symbol with its value. undefined: values are rounded to the nearest. */
  readonly rates: Float32Array | undefined;
}

/** One block of an MCU. */
interface BlockPlace {
  readonly component: number;
  /** Blocks of the component in an MCU, across and down. */
  readonly across: number;
  /** Where it is among them. */
  readonly x: number;
  readonly y: number;
}

const placesOf = (across: number, component: number): BlockPlace[] =>
  Array.from({ length: across * across }, (_, i) => ({ component, across, x: i % across, y: Math.floor(i / across) }));

/** Pixels that share one chroma sample, across and down: 1 is 4:4:4, 2 is 4:2:0. */
export type ChromaStep = 1 | 2;

/**
 * The coefficients of an image (ITU-T T.81, A.1 and A.3): RGBA as YCbCr, with chroma averaged over the pixels that
 * share it, one channel as grey. MCUs at the edges are padded by repeating the last column and row.
 */
export class QuantisedFrame {
  readonly components: readonly QuantisedComponent[];
  /** MCUs, across and down. */
  readonly mcus: number;
  readonly mcuRows: number;
  /** Blocks of an MCU, in the order in which they are coded, and their records for the loops. */
  readonly places: readonly BlockPlace[];
  readonly blocks: RecordTable<(typeof ENCODED_BLOCK_FIELDS)[number]>;

  /** Pixels of an MCU, across and down. */
  private readonly edge: 8 | 16;
  private readonly predictors: number;

  /** @param quantisations of each component */
  constructor(
    readonly arena: Arena<EncodeLoops>,
    private readonly pixels: Pixels,
    private readonly chromaStep: ChromaStep,
    quantisations: readonly Quantisation[],
  ) {
    const { width, height, channels } = pixels;
    const across = channels === 4 ? [chromaStep, 1, 1] : [1];
    this.edge = channels === 4 && chromaStep === 2 ? 16 : 8;
    this.mcus = Math.ceil(width / this.edge);
    this.mcuRows = Math.ceil(height / this.edge);
    this.places = across.flatMap(placesOf);
    this.components = across.map((blocks) => {
      const stride = this.mcus * blocks * ENCODED_BYTES;
      const edge = this.edge / blocks;
      return {
        coefficients: arena.allocate(stride * this.mcuRows * blocks),
        stride,
        width: Math.ceil(width / edge),
        height: Math.ceil(height / edge),
      };
    });
    this.predictors = arena.allocate(across.length * 4);
    this.blocks = new RecordTable(arena, ENCODED_BLOCK_FIELDS, this.places.length);
    this.quantise(quantisations);
  }

  /** Takes 0 as every component's DC value before its first block. */
  resetPredictors(): void {
    this.arena.bytes(this.predictors, this.components.length * 4).fill(0);
  }

  /** Points the records at the coefficients of a row of MCUs. */
  selectRow(row: number): void {
    this.places.forEach(({ component, across, x, y }, i) => {
      const { coefficients, stride } = this.components[component] as QuantisedComponent;
      this.blocks.setField(i, "coefficients", coefficients + (row * across + y) * stride + x * ENCODED_BYTES);
    });
  }

  private quantise(quantisations: readonly Quantisation[]): void {
    const { arena, pixels, chromaStep, edge, mcus, places, blocks, components } = this;
    const padded = mcus * edge;
    // The DCT writes blocks column by column.
    const placeOf = ZIGZAG.map((at) => ((at & 7) << 3) | (at >> 3));
    const order = arena.place(Uint8Array.of(...placeOf, ...placeOf.map((_, place) => placeOf.indexOf(place))));
    const factors = quantisations.map(({ divisors }) => arena.place(quantFactors(divisors)));
    const rates = quantisations.map((quantisation) => (quantisation.rates ? arena.place(quantisation.rates) : 0));
    const rows = arena.allocate(padded * edge * pixels.channels);
    const samples = components.map((_, component) =>
      arena.allocate((padded * edge * 4) / (component === 0 ? 1 : chromaStep ** 2)),
    );
    places.forEach(({ component, across, x, y }, i) => {
      const width = component === 0 ? padded : padded / chromaStep;
      blocks.set(i, {
        samples: (samples[component] as number) + (y * width + x) * 32,
        stride: width * 4,
        step: across * 32,
        visible: Math.ceil((pixels.width - x * 8) / edge),
        factors: factors[component] ?? 0,
        rates: rates[component] ?? 0,
        coefficientStep: across * ENCODED_BYTES,
        predictor: this.predictors + component * 4,
      });
    });
    for (let row = 0; row < this.mcuRows; row++) {
      this.loadStrip(row * edge, rows, samples);
      this.selectRow(row);
      places.forEach(({ y }, i) => {
        if (row * edge + y * 8 >= pixels.height) blocks.setField(i, "visible", 0);
      });
      arena.loops.quantiseStrip(blocks.address, places.length, mcus, order, ERROR_WEIGHT);
    }
  }

  /** Samples of a row of MCUs, 32-bit floating-point numbers. */
  private loadStrip(top: number, rows: number, samples: readonly number[]): void {
    const { arena, pixels, chromaStep, edge, mcus } = this;
    const { loops } = arena;
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
    if (channels === 1) loops.greyStrip(rows, y, padded * edge);
    else if (chromaStep === 2) loops.colourStrip(rows, mcus * edge, y, cb, cr);
    else loops.fullColourStrip(rows, mcus * edge * edge, y, cb, cr);
  }
}
