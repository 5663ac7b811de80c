import { makeHuffmanTable, type HuffmanTable } from "./huffman";
import { DHT, DQT, DRI } from "./markers";
import { corrupt, readUint16, type Segment } from "./segments";
import { STANDARD_HUFFMAN } from "./standard-tables";

/** Tables at a position of the file, by destination 0..3. */
export interface CurrentTables {
  /** 64 divisors in zigzag order. */
  readonly quant: readonly (Uint16Array | undefined)[];
  readonly dc: readonly (HuffmanTable | undefined)[];
  readonly ac: readonly (HuffmanTable | undefined)[];
  /** MCUs between two restart markers; 0 where the scan has no restart markers. */
  readonly restartInterval: number;
}

/** The tables while the segments of a file are read; segments before a scan may replace any of them. */
export class JpegTables implements CurrentTables {
  readonly quant: (Uint16Array | undefined)[] = [];
  // Motion JPEG omits Annex K's tables; a file with tables of its own replaces them.
  readonly dc: (HuffmanTable | undefined)[] = [STANDARD_HUFFMAN.dcLuma, STANDARD_HUFFMAN.dcChroma];
  readonly ac: (HuffmanTable | undefined)[] = [STANDARD_HUFFMAN.acLuma, STANDARD_HUFFMAN.acChroma];
  restartInterval = 0;

  snapshot(): CurrentTables {
    const { quant, dc, ac, restartInterval } = this;
    return { quant: [...quant], dc: [...dc], ac: [...ac], restartInterval };
  }

  /** Reads a table segment; ignores others. @throws IMAGE_CORRUPT where it is cut short or out of range */
  read(bytes: Uint8Array, { marker, start, end }: Segment): void {
    const body = bytes.subarray(start, end);
    if (marker === DQT) this.readQuant(body);
    else if (marker === DHT) this.readHuffman(body);
    else if (marker === DRI) this.restartInterval = readUint16(body, 0);
  }

  /** T.81, B.2.4.1; several tables may share a segment. */
  private readQuant(body: Uint8Array): void {
    for (let at = 0; at < body.length;) {
      const head = body[at++] as number;
      const id = head & 15;
      const bytesEach = head >> 4 === 0 ? 1 : 2;
      if (id > 3 || head >> 4 > 1 || at + 64 * bytesEach > body.length)
        throw corrupt("a quantisation table is cut short or out of range");
      const table = new Uint16Array(64);
      for (let i = 0; i < 64; i++, at += bytesEach) {
        table[i] = bytesEach === 1 ? (body[at] as number) : readUint16(body, at);
      }
      this.quant[id] = table;
    }
  }

  /** T.81, B.2.4.2; several tables may share a segment. */
  private readHuffman(body: Uint8Array): void {
    for (let at = 0; at < body.length;) {
      const head = body[at] as number;
      const id = head & 15;
      const counts = body.subarray(at + 1, at + 17);
      if (id > 3 || head >> 4 > 1 || counts.length < 16) throw corrupt("a Huffman table is cut short or out of range");
      const codes = counts.reduce((sum, count) => sum + count, 0);
      const table = makeHuffmanTable(counts, body.subarray(at + 17, Math.min(body.length, at + 17 + codes)));
      (head >> 4 === 0 ? this.dc : this.ac)[id] = table;
      at += 17 + codes;
    }
  }
}
