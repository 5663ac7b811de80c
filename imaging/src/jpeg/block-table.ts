import type { BlockArena } from "./block-loops";

/** What one block of an MCU needs, as wasm/jpeg-blocks.as reads it: 32 bits each, in this order. */
const FIELDS = [
  "dcLookUp",
  "acLookUp",
  "acSkip",
  "dcCodes",
  "acCodes",
  "quant",
  "predictor",
  "scale",
  "bandEnd",
  "places",
  "stride",
  "at",
  "step",
] as const;

export type BlockFields = Readonly<Record<(typeof FIELDS)[number], number>>;

const BLOCK_BYTES = FIELDS.length * 4;

/** The blocks of an MCU in the memory of the inner loops. */
export class BlockTable {
  readonly address: number;

  constructor(
    private readonly arena: BlockArena,
    maxBlocks: number,
  ) {
    this.address = arena.allocate(maxBlocks * BLOCK_BYTES);
  }

  set(block: number, fields: BlockFields): void {
    const row = new Int32Array(this.arena.buffer, this.address + block * BLOCK_BYTES, FIELDS.length);
    FIELDS.forEach((field, i) => (row[i] = fields[field]));
  }
}
