import { keepUpTo, type Damage } from "../damage";
import type { BlockArena } from "./block-loops";
import { EntropyReader, skipScan } from "./entropy-reader";
import type { ReceiveRows } from "./frame-rows";
import type { ComponentLayout, FrameLayout } from "./layout";
import { LookUps } from "./look-ups";
import { mcuGrid, walkMcus } from "./mcu";
import { AcScan, BandMemory } from "./progressive-ac";
import { DcMemory, DcScan } from "./progressive-dc";
import { ProgressiveStore } from "./progressive-store";
import { readScanHeader, type ScanHeader } from "./scan-header";
import { planScans } from "./scan-plan";
import { corrupt, type Segment } from "./segments";
import type { JpegTables, CurrentTables } from "./tables";
import type { JpegHeader } from "./types";

/**
 * Most scans of a progressive file. Encoders write about ten. Every scan costs a pass over all blocks, so that a small
 * file with many scans could take hours.
 */
const MAX_SCANS = 100;

/** A scan and the data it is decoded with. */
interface FoundScan {
  readonly scan: ScanHeader;
  /** First byte of its entropy-coded data. */
  readonly start: number;
  readonly tables: CurrentTables;
}

/**
 * Progressive frames: scans hold bits of coefficients, which are transformed after the last scan (ITU-T T.81, annex G).
 * All scans are located before the first is decoded, because later scans determine which of the earlier ones are
 * needed.
 */
export class ProgressiveFrame {
  /** Complete only at the end of the file: any scan may be followed by a refinement. */
  readonly complete = false;
  private readonly found: FoundScan[] = [];
  /** Divisors of each component at its first scan. */
  private readonly divisors: Uint16Array[] = [];

  /** @param tolerances as for {@link planScans} */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: JpegHeader,
    private readonly layout: FrameLayout,
    private readonly arena: BlockArena,
    private readonly tolerances: readonly number[],
    private readonly receive: ReceiveRows,
    private readonly damage?: Damage,
  ) {}

  /** Whether there is a scan with data. */
  get hasPixels(): boolean {
    const [first] = this.found;
    return first !== undefined && first.start < this.bytes.length;
  }

  /** @returns position after the scan */
  readScan(segment: Segment, tables: JpegTables): number {
    if (this.found.length === MAX_SCANS) throw corrupt(`it has more than ${MAX_SCANS} scans`);
    const scan = readScanHeader(this.bytes, segment, this.header);
    for (const { index } of scan.components) {
      const table = tables.quant[this.header.components[index]?.quantTable ?? 0];
      if (!table) throw corrupt("a quantisation table is missing");
      this.divisors[index] ??= table;
    }
    this.found.push({ scan, start: segment.end, tables: tables.snapshot() });
    return skipScan(this.bytes, segment.end);
  }

  finish(): void {
    const { found, header, layout, arena, divisors, damage } = this;
    const missing = new Set(header.components.keys());
    for (const { scan } of found) {
      if (scan.spectralStart === 0) for (const { index } of scan.components) missing.delete(index);
    }
    if (missing.size > 0) throw corrupt("the scan of a component is missing");
    const scans = found.map(({ scan }) => scan);
    const { needed, refined } = planScans(scans, layout.components, divisors, this.tolerances);
    const reader = new EntropyReader(this.bytes, arena);
    const lookUps = new LookUps(arena);
    const [dcMemory, bandMemory] = [new DcMemory(arena), new BandMemory(arena)];
    const store = new ProgressiveStore(layout, arena, refined);
    found.forEach(({ scan, start, tables }, i) => {
      if (!needed[i]) return;
      const grid = mcuGrid(scan, layout);
      const component = layout.components[scan.components[0]?.index ?? 0] as ComponentLayout;
      const steps =
        scan.spectralStart > 0
          ? new AcScan(bandMemory, reader, store, scan, component, lookUps, tables)
          : new DcScan(dcMemory, reader, store, scan, grid, lookUps, tables);
      try {
        walkMcus(reader, grid, start, tables.restartInterval, steps);
      } catch (error) {
        keepUpTo(error, damage, true);
      }
    });
    store.transform(divisors, this.receive);
  }
}
