import type { Damage } from "../damage";
import { bandEnd, positionsFor } from "./bands";
import { checked, type BlockArena } from "./block-loops";
import { BlockTable } from "./block-table";
import { EntropyReader } from "./entropy-reader";
import { GREY, type ReceiveRows } from "./frame-rows";
import type { FrameLayout } from "./layout";
import { LookUps } from "./look-ups";
import { type McuGrid, mcuGrid, walkMcus } from "./mcu";
import { MAX_BLOCKS_PER_MCU, readScanHeader } from "./scan-header";
import { corrupt, type Segment } from "./segments";
import type { CurrentTables } from "./tables";
import type { JpegHeader } from "./types";

/** Baseline and extended frames: every scan holds some components completely. */
export class SequentialFrame {
  private readonly missing: Set<number>;
  private readonly reader: EntropyReader;
  private readonly lookUps: LookUps;
  private readonly blockTable: BlockTable;
  /** Address of the bit position that decodeRun returns. */
  private readonly progress: number;
  /** MCUs of the row that are decoded for certain. */
  private sure = 0;
  private decodedAny = false;
  /** Last DC value of each component (ITU-T T.81, F.1.1.5.1). */
  private readonly predictors: number;
  /** Divisors in zigzag order, 64 for each component. */
  private readonly quant: number;
  private readonly places: ReadonlyMap<number, number>;
  /** For each component the address of the samples of one row of MCUs. */
  private readonly rows: readonly number[];

  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: JpegHeader,
    private readonly layout: FrameLayout,
    private readonly arena: BlockArena,
    private readonly receive: ReceiveRows,
    private readonly damage?: Damage,
  ) {
    this.missing = new Set(header.components.keys());
    this.reader = new EntropyReader(bytes, arena);
    this.lookUps = new LookUps(arena);
    this.blockTable = new BlockTable(arena, MAX_BLOCKS_PER_MCU);
    this.progress = arena.allocate(4);
    this.predictors = arena.allocate(4 * 4);
    this.quant = arena.allocate(4 * 64 * 4);
    const scales = new Set(layout.components.map(({ scale }) => scale));
    this.places = new Map([...scales].map((scale) => [scale, arena.place(positionsFor(scale, scale * scale))]));
    this.rows = layout.components.map(({ stride, scale, v }) => arena.allocate(stride * scale * v));
  }

  /** Whether any MCU was decoded. */
  get hasPixels(): boolean {
    return this.decodedAny;
  }

  get complete(): boolean {
    return this.missing.size === 0;
  }

  /** @returns position after the scan */
  readScan(segment: Segment, tables: CurrentTables): number {
    const scan = readScanHeader(this.bytes, segment, this.header);
    for (const { index } of scan.components)
      if (!this.missing.delete(index)) throw corrupt("two scans hold the same component");
    const grid = mcuGrid(scan, this.layout);
    this.fillTables(grid, tables);
    let row = 0;
    try {
      return walkMcus(this.reader, grid, segment.end, tables.restartInterval, {
        reset: () => this.arena.bytes(this.predictors, 16).fill(0),
        decode: (at, from, to, position) => {
          if (at !== row || from === 0) this.sure = 0;
          row = at;
          return this.decodeRun(grid.blocks.length, from, to, position);
        },
        endRow: (at) => {
          this.decodedAny = true;
          this.sure = grid.wide;
          this.handOver(grid, at);
        },
      });
    } catch (error) {
      if (this.damage) this.copyBegun(grid, row);
      throw error;
    }
  }

  finish(): void {
    if (!this.complete && !this.damage?.found) throw corrupt("the scan of a component is missing");
  }

  private fillTables({ blocks }: McuGrid, tables: CurrentTables): void {
    const { arena, header, lookUps, quant, predictors } = this;
    blocks.forEach(({ index, dcTable, acTable, layout: { scale, stride }, x, y, across }, b) => {
      const divisors = tables.quant[header.components[index]?.quantTable ?? 0];
      if (!divisors) throw corrupt("a quantisation table is missing");
      new Int32Array(arena.buffer, quant + index * 256, 64).set(divisors);
      const dc = lookUps.dc(dcTable, tables);
      const ac = lookUps.ac(acTable, tables, scale);
      this.blockTable.set(b, {
        dcLookUp: dc.lookUp,
        acLookUp: ac.lookUp,
        acPairs: ac.pairs,
        acSkip: ac.skip,
        dcCodes: dc.codes,
        acCodes: ac.codes,
        quant: quant + index * 256,
        predictor: predictors + index * 4,
        scale,
        bandEnd: bandEnd(scale),
        places: this.places.get(scale) ?? 0,
        stride,
        at: (this.rows[index] as number) + (y * stride + x) * scale,
        step: across * scale,
      });
    });
  }

  private decodeRun(blockCount: number, from: number, to: number, position: number): number {
    const { reader, arena, blockTable, progress } = this;
    const result = new Int32Array(arena.buffer, progress, 1);
    for (let mcu = from; ;) {
      const stopped = arena.loops.decodeRun(
        blockTable.address,
        blockCount,
        mcu,
        to,
        reader.address,
        position,
        reader.limit,
        progress,
      );
      mcu = checked(stopped);
      position = result[0] as number;
      // The last MCU may have been read beyond the end of the data.
      this.sure = mcu - 1;
      if (mcu === to) return position;
      position = reader.refill(position);
    }
  }

  /** Copies what is sure of a row of MCUs that was not decoded to its end. */
  private copyBegun({ blocks, wide }: McuGrid, row: number): void {
    this.decodedAny ||= this.sure > 0;
    for (const { index, layout, x, y, across, down } of blocks) {
      if (x > 0 || y > 0) continue;
      const { scale, stride } = layout;
      const samples = this.arena.bytes(this.rows[index] as number, down * scale * stride);
      const from = Math.max(0, Math.min(this.sure, wide)) * across * scale;
      for (let at = 0; at < samples.length; at += stride) samples.fill(GREY, at + from, at + stride);
    }
    this.handOver({ blocks, wide, high: 0 }, row);
  }

  private handOver({ blocks }: McuGrid, row: number): void {
    for (const { index, layout, x, y, down } of blocks) {
      if (x > 0 || y > 0) continue;
      const count = down * layout.scale;
      this.receive(index, row * count, this.arena.bytes(this.rows[index] as number, count * layout.stride));
    }
  }
}
