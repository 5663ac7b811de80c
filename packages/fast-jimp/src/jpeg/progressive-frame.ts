import type { BlockArena } from "./block-loops";
import { EntropyReader, skipScan } from "./entropy-reader";
import type { ComponentLayout, FrameLayout } from "./layout";
import { LookUps } from "./look-ups";
import { mcuGrid, walkMcus } from "./mcu";
import { AcScan, BandMemory } from "./progressive-ac";
import { DcMemory, DcScan } from "./progressive-dc";
import { ProgressiveStore } from "./progressive-store";
import { readScanHeader, type ScanHeader } from "./scan-header";
import { planScans } from "./scan-plan";
import { corrupt, type Segment } from "./segments";
import type { JpegTables, TablesInForce } from "./tables";
import type { JpegHeader } from "./types";

/**
 * Most scans a progressive file may have. Encoders write about ten; every further one costs a pass over all blocks, so
 * that a small file could ask for hours.
 */
export const MAX_SCANS = 100;

/** A scan that was found, and what is needed to decode it. */
interface FoundScan {
  readonly scan: ScanHeader;
  /** First byte of its entropy-coded data. */
  readonly start: number;
  readonly tables: TablesInForce;
}

/**
 * Progressive frames: scans bring bits of coefficients, which become samples at the end (ITU-T T.81, annex G). All scans
 * are found before the first is decoded, since what comes later decides which of them are needed.
 */
export class ProgressiveFrame {
  /** Only the end of the file completes it: any scan may be followed by one that refines it. */
  readonly complete = false;
  private readonly found: FoundScan[] = [];
  /** Divisors of each component, as they are at its first scan. */
  private readonly divisors: Uint16Array[] = [];

  /** @param tolerances as of {@link planScans} */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: JpegHeader,
    private readonly layout: FrameLayout,
    private readonly arena: BlockArena,
    private readonly tolerances: readonly number[],
  ) {}

  /** @returns where the file goes on */
  readScan(segment: Segment, tables: JpegTables): number {
    if (this.found.length === MAX_SCANS) throw corrupt(`more than ${MAX_SCANS} scans`);
    const scan = readScanHeader(this.bytes, segment, this.header);
    for (const { index } of scan.components) {
      const table = tables.quant[this.header.components[index]?.quantTable ?? 0];
      if (!table) throw corrupt("a scan whose quantisation table is missing");
      this.divisors[index] ??= table;
    }
    this.found.push({ scan, start: segment.end, tables: tables.snapshot() });
    return skipScan(this.bytes, segment.end);
  }

  finish(): Uint8ClampedArray {
    const { found, header, layout, arena, divisors } = this;
    const missing = new Set(header.components.keys());
    for (const { scan } of found) {
      if (scan.spectralStart === 0) for (const { index } of scan.components) missing.delete(index);
    }
    if (missing.size > 0) throw corrupt("a component is missing");
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
      walkMcus(reader, grid, start, tables.restartInterval, steps);
    });
    return store.toSamples(divisors);
  }
}
