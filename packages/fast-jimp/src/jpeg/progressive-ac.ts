import { BAND_FIELDS } from "../loops/jpeg-blocks/block";
import { RecordTable } from "../loops/record";
import { bandBits, positionsFor } from "./bands";
import { checked, type BlockArena } from "./block-loops";
import type { EntropyReader } from "./entropy-reader";
import type { ComponentLayout } from "./layout";
import type { LookUps } from "./look-ups";
import type { ScanSteps } from "./mcu";
import type { ProgressiveStore } from "./progressive-store";
import type { ScanHeader } from "./scan-header";
import type { CurrentTables } from "./tables";

/** Memory of the inner loops that all AC scans of a frame share. */
export class BandMemory {
  readonly band: RecordTable<(typeof BAND_FIELDS)[number]>;
  readonly places: number;

  constructor(readonly arena: BlockArena) {
    this.band = new RecordTable(arena, BAND_FIELDS, 1);
    this.places = arena.allocate(64);
  }
}

/** One scan of AC coefficients of one component (ITU-T T.81, G.1.2.2 and G.1.2.3). */
export class AcScan implements ScanSteps {
  private readonly index: number;

  constructor(
    private readonly memory: BandMemory,
    private readonly reader: EntropyReader,
    private readonly store: ProgressiveStore,
    private readonly scan: ScanHeader,
    private readonly layout: ComponentLayout,
    lookUps: LookUps,
    tables: CurrentTables,
  ) {
    const { arena, band, places } = memory;
    const [{ index, acTable } = { index: 0, acTable: 0 }] = scan.components;
    this.index = index;
    const { scale } = layout;
    const [keptLow, keptHigh] = bandBits(scale);
    arena.bytes(places, 64).set(positionsFor(scale, 0));
    band.set(0, {
      keptLow,
      keptHigh,
      ...lookUps.band(acTable, tables),
      places,
      first: scan.spectralStart,
      last: scan.spectralEnd,
      low: scan.approximationLow,
      blockBytes: scale * scale * 2,
    });
  }

  reset(): void {
    this.memory.band.setField(0, "eobRun", 0);
  }

  decode(row: number, from: number, to: number, position: number): number {
    const { reader, store, index, layout } = this;
    const { arena, band } = this.memory;
    const loop = this.scan.approximationHigh > 0 ? arena.loops.refineBand : arena.loops.decodeBand;
    const kept = store.block(layout, row);
    const nonZero = store.nonZero(index, row);
    for (let block = from; ;) {
      block = checked(loop(band.address, kept, nonZero, block, to, reader.address, position, reader.limit));
      position = band.get(0, "position");
      if (block === to) return position;
      position = reader.refill(position);
    }
  }
}
