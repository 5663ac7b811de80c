import type { BlockArena } from "./block-loops";
import type { HuffmanTable } from "./huffman";
import { fillAcLookUp, fillAcPairs, fillAcSkip, fillBandLookUp, fillDcLookUp, LOOK_UP_SIZE } from "./look-up";
import type { BlockScale } from "./layout";
import { corrupt } from "./segments";
import type { CurrentTables } from "./tables";

/** Addresses of the look-up tables of a Huffman table. */
interface LookUp {
  readonly lookUp: number;
  readonly codes: number;
}
interface AcLookUp extends LookUp {
  readonly pairs: number;
  readonly skip: number;
}

/** For each length the first code, number of codes and index of the first symbol, 32 bits each; then the symbols. */
const CODES_BYTES = 16 * 3 * 4 + 256;

/**
 * Look-up tables of the current Huffman tables, in the memory of the inner loops: one of each kind for each of the four
 * destinations, filled again only where the Huffman table has changed.
 */
export class LookUps {
  private readonly filled = new Map<string, HuffmanTable>();
  private readonly address: number;

  constructor(private readonly arena: BlockArena) {
    this.address = arena.allocate(4 * (LOOK_UP_SIZE * (4 + 4 + 2 + 8) + 2 * CODES_BYTES));
  }

  /** @throws IMAGE_CORRUPT where the table was never defined */
  dc(number: number, tables: CurrentTables): LookUp {
    const lookUp = this.address + number * LOOK_UP_SIZE * 4;
    const codes = this.address + 4 * LOOK_UP_SIZE * 18 + number * CODES_BYTES;
    const table = tables.dc[number];
    if (this.isNew("dc", number, table)) {
      fillDcLookUp(table, this.entries(lookUp));
      this.fillCodes(table, codes);
    }
    return { lookUp, codes };
  }

  /**
   * @param scale samples per block edge: which coefficients are kept, and which passed over
   * @throws IMAGE_CORRUPT where the table was never defined
   */
  ac(number: number, tables: CurrentTables, scale: BlockScale): AcLookUp {
    const lookUp = this.address + (4 + number) * LOOK_UP_SIZE * 4;
    const skip = this.address + 8 * LOOK_UP_SIZE * 4 + number * LOOK_UP_SIZE * 2;
    const pairs = this.address + 4 * LOOK_UP_SIZE * 10 + number * LOOK_UP_SIZE * 8;
    const codes = this.address + 4 * LOOK_UP_SIZE * 18 + (4 + number) * CODES_BYTES;
    const table = tables.ac[number];
    const entries = this.entries(lookUp);
    if (this.isNew("ac", number, table)) {
      fillAcLookUp(table, entries);
      this.fillCodes(table, codes);
    }
    if (scale > 1 && this.isNew("pairs", number, table)) {
      fillAcPairs(entries, new Int32Array(this.arena.buffer, pairs, LOOK_UP_SIZE * 2));
    }
    if (scale < 8 && this.isNew("skip", number, table)) {
      fillAcSkip(entries, new Int16Array(this.arena.buffer, skip, LOOK_UP_SIZE));
    }
    return { lookUp, pairs, skip, codes };
  }

  /** An AC table of a progressive scan. It shares the memory of {@link ac}, which progressive files do not use. */
  band(number: number, tables: CurrentTables): LookUp {
    const lookUp = this.address + (4 + number) * LOOK_UP_SIZE * 4;
    const codes = this.address + 4 * LOOK_UP_SIZE * 18 + (4 + number) * CODES_BYTES;
    const table = tables.ac[number];
    if (this.isNew("band", number, table)) {
      fillBandLookUp(table, this.entries(lookUp));
      this.fillCodes(table, codes);
    }
    return { lookUp, codes };
  }

  private entries(address: number): Int32Array {
    return new Int32Array(this.arena.buffer, address, LOOK_UP_SIZE);
  }

  private isNew(
    kind: "dc" | "ac" | "pairs" | "skip" | "band",
    number: number,
    table: HuffmanTable | undefined,
  ): table is HuffmanTable {
    if (!table) throw corrupt("a Huffman table is missing");
    const key = kind + String(number);
    if (this.filled.get(key) === table) return false;
    this.filled.set(key, table);
    return true;
  }

  private fillCodes({ counts, symbols, firstCode, firstIndex }: HuffmanTable, address: number): void {
    const rows = new Int32Array(this.arena.buffer, address, 16 * 3);
    for (let length = 1; length <= 16; length++) {
      const row = [firstCode[length] as number, counts[length - 1] as number, firstIndex[length] as number];
      rows.set(row, (length - 1) * 3);
    }
    this.arena.bytes(address + rows.byteLength, 256).set(symbols);
  }
}
