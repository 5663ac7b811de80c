import { codesOf, type HuffmanTable } from "./huffman";
import type { QuantisedComponent, QuantisedFrame } from "./encode-blocks";
import { optimalHuffman } from "./optimal-huffman";

/** Upper bound for one block: 64 coefficients of 26 bits, every byte stuffed. */
const MAX_BLOCK_BYTES = 512;

/**
 * Coefficients that a scan codes: DC of all components, DC and AC of all components, or a band of one component's AC.
 */
export type Scan =
  | { readonly kind: "dc" | "all" }
  | { readonly kind: "band"; readonly component: number; readonly first: number; readonly last: number };

/** A Huffman table and where a DHT segment puts it. */
export interface ScanTable {
  readonly kind: "dc" | "ac";
  /** 0 or 1. */
  readonly id: number;
  readonly table: HuffmanTable;
}

/** Luma has the tables 0, both chroma components the tables 1. */
const tableIdOf = (component: number): number => (component === 0 ? 0 : 1);

/** Codes scans of a frame: first counts their symbols, then writes them with tables made for these counts. */
export class ScanCoder {
  private readonly out: number;
  /** 256 numbers of 32 bits for each table of an `all` scan: DC 0, DC 1, AC 0, AC 1. */
  private readonly slots: readonly number[];

  constructor(private readonly frame: QuantisedFrame) {
    const { arena, places, mcus } = frame;
    this.slots = Array.from({ length: 4 }, () => arena.allocate(1024));
    this.out = arena.allocate(mcus * places.length * MAX_BLOCK_BYTES);
  }

  /** Counts the symbols of a scan. @returns the tables that code them in the fewest bits */
  plan(scan: Scan): ScanTable[] {
    const { arena } = this.frame;
    const slots = this.slotsOf(scan);
    for (const { address } of slots) arena.bytes(address, 1024).fill(0);
    this.code(scan, true);
    return slots.map(({ kind, id, address }) => {
      return { kind, id, table: optimalHuffman(new Int32Array(arena.buffer, address, 256)) };
    });
  }

  /**
   * @param tables of {@link plan}
   * @returns the entropy-coded data in pieces
   */
  write(scan: Scan, tables: readonly ScanTable[]): Buffer[] {
    const { arena } = this.frame;
    this.slotsOf(scan).forEach(({ address }, i) => {
      new Int32Array(arena.buffer, address, 256).set(codesOf((tables[i] as ScanTable).table));
    });
    return this.code(scan, false);
  }

  private slotsOf(scan: Scan): { readonly kind: "dc" | "ac"; readonly id: number; readonly address: number }[] {
    const slot = (kind: "dc" | "ac", id: number) => ({
      kind,
      id,
      address: this.slots[kind === "dc" ? id : 2 + id] as number,
    });
    if (scan.kind === "band") return [slot("ac", tableIdOf(scan.component))];
    const ids = this.frame.components.length === 1 ? [0] : [0, 1];
    return [...ids.map((id) => slot("dc", id)), ...(scan.kind === "all" ? ids.map((id) => slot("ac", id)) : [])];
  }

  private code(scan: Scan, counting: boolean): Buffer[] {
    const { arena } = this.frame;
    const { loops } = arena;
    loops.startScan(counting ? 1 : 0);
    const pieces: Buffer[] = [];
    const copyTo = (end: number): void => {
      if (end > this.out) pieces.push(Buffer.from(arena.bytes(this.out, end - this.out)));
    };
    if (scan.kind !== "band") {
      this.codeMcus(scan.kind === "all", copyTo);
      copyTo(loops.finishScan(0, this.out));
      return pieces;
    }
    const { coefficients, stride, width, height } = this.frame.components[scan.component] as QuantisedComponent;
    const table = this.slots[2 + tableIdOf(scan.component)] as number;
    for (let row = 0; row < height; row++) {
      copyTo(loops.codeBand(coefficients + row * stride, width, scan.first, scan.last, table, this.out));
    }
    copyTo(loops.finishScan(table, this.out));
    return pieces;
  }

  private codeMcus(ac: boolean, copyTo: (end: number) => void): void {
    const { arena, blocks, places, mcus, mcuRows } = this.frame;
    places.forEach(({ component }, i) => {
      const id = tableIdOf(component);
      blocks.setField(i, "dcTable", this.slots[id] as number);
      blocks.setField(i, "acTable", ac ? (this.slots[2 + id] as number) : 0);
    });
    this.frame.resetPredictors();
    for (let row = 0; row < mcuRows; row++) {
      this.frame.selectRow(row);
      copyTo(arena.loops.codeMcus(blocks.address, places.length, mcus, this.out));
    }
  }
}
