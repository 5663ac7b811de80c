import type { BlockArena } from "./block-loops";
import { EntropyReader, skipScan } from "./entropy-reader";
import type { ComponentLayout, FrameLayout } from "./layout";
import { bandEnd } from "./bands";
import { mcuGrid, walkMcus } from "./mcu";
import { AcScan } from "./progressive-ac";
import { DcScan } from "./progressive-dc";
import { ProgressiveStore } from "./progressive-store";
import { readScanHeader, type ScanHeader } from "./scan-header";
import { corrupt, type Segment } from "./segments";
import type { JpegTables } from "./tables";
import type { JpegHeader } from "./types";

/**
 * Most scans a progressive file may have. Encoders write about ten; every further one costs a pass over all blocks, so
 * that a small file could ask for hours.
 */
export const MAX_SCANS = 100;

/** Progressive frames: scans bring bits of coefficients, which become samples at the end (ITU-T T.81, annex G). */
export class ProgressiveFrame {
  /** Only the end of the file completes it: any scan may be followed by one that refines it. */
  readonly complete = false;
  private readonly reader: EntropyReader;
  private readonly store: ProgressiveStore;
  private readonly missing: Set<number>;
  /** Divisors of each component, as they are at its first scan. */
  private readonly divisors: Uint16Array[] = [];
  private scanCount = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: JpegHeader,
    private readonly layout: FrameLayout,
    private readonly arena: BlockArena,
    private readonly scans: "all" | "coarse",
  ) {
    this.reader = new EntropyReader(bytes, arena);
    this.store = new ProgressiveStore(layout);
    this.missing = new Set(header.components.keys());
  }

  /** @returns where the file goes on */
  decodeScan(segment: Segment, tables: JpegTables): number {
    if (++this.scanCount > MAX_SCANS) throw corrupt(`more than ${MAX_SCANS} scans`);
    const { bytes, header, layout, reader, store } = this;
    const scan = readScanHeader(bytes, segment, header);
    if (this.isDispensable(scan)) return skipScan(bytes, segment.end);
    if (scan.approximationHigh === 0) this.takeDivisors(scan, tables);
    const grid = mcuGrid(scan, layout);
    const steps = scan.spectralStart > 0 ? this.acScan(scan, tables) : new DcScan(reader, store, scan, grid, tables);
    return walkMcus(reader, grid, segment.end, tables.restartInterval, steps);
  }

  finish(): Uint8ClampedArray {
    if (this.missing.size > 0) throw corrupt("a component is missing");
    return this.store.toSamples(this.arena, this.divisors);
  }

  /**
   * Whether a scan may be passed over. What a scale does not show needs no scan at all, unless refinements of the same
   * band follow: those can only be read with what went before. Without refinements, bands beyond the scale go too.
   */
  private isDispensable({ components, spectralStart, approximationHigh }: ScanHeader): boolean {
    if (spectralStart === 0) return false;
    const [{ index } = { index: 0 }] = components;
    const { scale } = this.layout.components[index] as ComponentLayout;
    return scale === 1 || (this.scans === "coarse" && (approximationHigh > 0 || spectralStart >= bandEnd(scale)));
  }

  private takeDivisors({ components, spectralStart }: ScanHeader, { quant }: JpegTables): void {
    for (const { index } of components) {
      if (spectralStart === 0) this.missing.delete(index);
      const table = quant[this.header.components[index]?.quantTable ?? 0];
      if (!table) throw corrupt("a scan whose quantisation table is missing");
      this.divisors[index] ??= table;
    }
  }

  private acScan(scan: ScanHeader, tables: JpegTables): AcScan {
    const [{ index, acTable } = { index: 0, acTable: 0 }] = scan.components;
    const table = tables.ac[acTable];
    if (!table) throw corrupt("a scan whose Huffman table is missing");
    return new AcScan(this.reader, this.store, scan, table, this.layout.components[index] as ComponentLayout);
  }
}
