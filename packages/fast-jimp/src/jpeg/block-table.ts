import { RecordTable } from "../wasm/record";
import type { BlockArena } from "./block-loops";

/** Fields of class Block in assembly/jpeg-blocks/block.ts: 32 bits each, in this order. */
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

/** The blocks of an MCU in the memory of the inner loops. */
export class BlockTable extends RecordTable<(typeof FIELDS)[number]> {
  constructor(arena: BlockArena, maxBlocks: number) {
    super(arena, FIELDS, maxBlocks);
  }
}
