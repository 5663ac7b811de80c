import { BLOCK_FIELDS } from "../loops/jpeg-blocks/block";
import { RecordTable } from "../loops/record";
import type { BlockArena } from "./block-loops";

/** The blocks of an MCU in the memory of the inner loops. */
export class BlockTable extends RecordTable<(typeof BLOCK_FIELDS)[number]> {
  constructor(arena: BlockArena, maxBlocks: number) {
    super(arena, BLOCK_FIELDS, maxBlocks);
  }
}
