import { checked, type BlockArena } from "./block-loops";
import { BlockTable } from "./block-table";
import type { EntropyReader } from "./entropy-reader";
import type { LookUps } from "./look-ups";
import type { McuGrid, ScanSteps } from "./mcu";
import type { ProgressiveStore } from "./progressive-store";
import { MAX_BLOCKS_PER_MCU, type ScanHeader } from "./scan-header";
import type { CurrentTables } from "./tables";

/** Memory of the inner loops that all DC scans of a frame share. */
export class DcMemory {
  readonly blocks: BlockTable;
  /** Address of the bit position that the loops return. */
  readonly progress: number;
  /** Last DC value of each component (ITU-T T.81, F.1.1.5.1). */
  readonly predictors: number;

  constructor(readonly arena: BlockArena) {
    this.blocks = new BlockTable(arena, MAX_BLOCKS_PER_MCU);
    this.progress = arena.allocate(4);
    this.predictors = arena.allocate(4 * 4);
  }
}

/** A scan of DC coefficients of one or several components (T.81, G.1.2.1). */
export class DcScan implements ScanSteps {
  constructor(
    private readonly memory: DcMemory,
    private readonly reader: EntropyReader,
    store: ProgressiveStore,
    private readonly scan: ScanHeader,
    private readonly grid: McuGrid,
    lookUps: LookUps,
    tables: CurrentTables,
  ) {
    grid.blocks.forEach(({ index, dcTable, layout, x, y, across, down }, b) => {
      const { scale } = layout;
      const blockBytes = scale * scale * 2;
      const rowBytes = layout.blocksWide * blockBytes;
      const dc = scan.approximationHigh === 0 ? lookUps.dc(dcTable, tables) : { lookUp: 0, codes: 0 };
      memory.blocks.set(b, {
        dcLookUp: dc.lookUp,
        dcCodes: dc.codes,
        predictor: memory.predictors + index * 4,
        stride: down * rowBytes,
        at: store.block(layout, y) + x * blockBytes,
        step: across * blockBytes,
      });
    });
  }

  reset(): void {
    this.memory.arena.bytes(this.memory.predictors, 16).fill(0);
  }

  decode(row: number, from: number, to: number, position: number): number {
    const { reader, grid, memory, scan } = this;
    const { arena, blocks, progress } = memory;
    const loop = scan.approximationHigh > 0 ? arena.loops.refineDc : arena.loops.decodeDc;
    const result = new Int32Array(arena.buffer, progress, 1);
    for (let mcu = from; ;) {
      const stopped = loop(
        blocks.address,
        grid.blocks.length,
        row,
        mcu,
        to,
        reader.address,
        position,
        reader.limit,
        progress,
        scan.approximationLow,
      );
      mcu = checked(stopped);
      position = result[0] as number;
      if (mcu === to) return position;
      position = reader.refill(position);
    }
  }
}
