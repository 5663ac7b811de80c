import { corrupt, unsupported } from "../../image-error";
import { codeTable, FaxBits, type CodeTable } from "./bit-reader";
import { blackRuns, EXTENSION, HORIZONTAL, MAKE_UP, modes, PASS, whiteRuns } from "./codes";
import { FAX_RLE, FAX_T4, FAX_T6 } from "./compressions";

/** How the rows of a strip or tile are coded. */
export interface FaxLayout {
  /** Pixels. */
  readonly width: number;
  readonly rows: number;
  /** {@link FAX_RLE}: one-dimensional, each row from a byte on; {@link FAX_T4}; {@link FAX_T6}: two-dimensional. */
  readonly compression: number;
  /** Of T.4: rows may be two-dimensional (T4Options, bit 0). */
  readonly twoDimensional: boolean;
}

let tables: { readonly runs: readonly [CodeTable, CodeTable]; readonly modes: CodeTable } | undefined;

/** Made by the first image that needs them. */
const codeTables = (): NonNullable<typeof tables> =>
  (tables ??= { runs: [codeTable(whiteRuns), codeTable(blackRuns)], modes: codeTable(modes) });

/** A row as the ends of its runs, white first; behind the last one there is the width twice. */
type Ends = Int32Array;

/** Decodes rows one after another, each of which two-dimensional coding refers to the one above. */
class FaxRows {
  private above: Ends;
  private ends: Ends;
  private count = 0;
  private readonly runs = codeTables().runs;
  private readonly modes = codeTables().modes;

  constructor(
    private readonly bits: FaxBits,
    private readonly width: number,
  ) {
    // Every run but the first may be of one pixel.
    this.above = new Int32Array(width + 4).fill(width);
    this.ends = new Int32Array(width + 4);
  }

  private push(end: number): void {
    // Runs of no pixels may follow each other without end.
    if (end > this.width || this.count > this.width + 1) throw corrupt("TIFF", "a row of its fax data is too long");
    this.ends[this.count++] = end;
  }

  private run(black: 0 | 1): number {
    let pixels = 0;
    for (;;) {
      const part = this.bits.code(this.runs[black]);
      pixels += part;
      if (part < MAKE_UP) return pixels;
      if (pixels > this.width) throw corrupt("TIFF", "a row of its fax data is too long");
    }
  }

  oneDimensional(): Ends {
    this.count = 0;
    let black: 0 | 1 = 0;
    for (let end = 0; end < this.width; black = black === 0 ? 1 : 0) {
      end += this.run(black);
      this.push(end);
    }
    return this.finish();
  }

  twoDimensional(): Ends {
    this.count = 0;
    let [a0, b1] = [-1, 0];
    let black: 0 | 1 = 0;
    while (a0 < this.width) {
      // b1: the first change above that is to the right of a0, and to the other colour.
      while (b1 > 0 && (this.above[b1 - 1] as number) > a0) b1--;
      while ((this.above[b1] as number) <= a0 && (this.above[b1] as number) < this.width) b1++;
      if ((b1 & 1) !== black) b1++;
      const mode = this.bits.code(this.modes);
      if (mode === PASS) a0 = this.above[b1 + 1] ?? this.width;
      else if (mode === HORIZONTAL) {
        for (const colour of [black, black === 0 ? 1 : 0] as const) {
          a0 = Math.max(a0, 0) + this.run(colour);
          this.push(a0);
        }
      } else if (mode === EXTENSION) {
        if (this.bits.peek(4) === 0) throw corrupt("TIFF", "a strip or tile is cut short");
        throw unsupported("TIFF with extensions of fax coding (uncompressed mode)", "tiff");
      } else {
        const a1 = (this.above[b1] ?? this.width) + mode;
        if (a1 < Math.max(a0, 0)) throw corrupt("TIFF", "its fax data has a change to the left of the one before it");
        a0 = a1;
        this.push(a0);
        black = black === 0 ? 1 : 0;
      }
    }
    return this.finish();
  }

  private finish(): Ends {
    this.ends.fill(this.width, this.count);
    [this.above, this.ends] = [this.ends, this.above];
    return this.above;
  }
}

/** Sets the bits of the black runs. */
function paint(ends: Ends, width: number, row: Buffer): void {
  for (let run = 1, from = ends[0] as number; from < width; run += 2) {
    const to = ends[run] as number;
    for (let x = from; x < to;) {
      if ((x & 7) === 0 && to - x >= 8) {
        row[x >> 3] = 0xff;
        x += 8;
      } else {
        row[x >> 3] = (row[x >> 3] as number) | (0x80 >> (x & 7));
        x++;
      }
    }
    from = ends[run + 1] ?? width;
  }
}

/**
 * Decodes a strip or tile of fax data (ITU-T T.4, T.6; TIFF 6.0, sections 10 and 11).
 *
 * @returns rows of one bit per pixel, each from a byte on; black is 1
 * @throws IMAGE_CORRUPT where a row is missing or broken; FORMAT_UNSUPPORTED for the uncompressed mode
 */
export function decodeFax(data: Buffer, { width, rows, compression, twoDimensional }: FaxLayout): Buffer {
  const rowBytes = Math.ceil(width / 8);
  const out = Buffer.alloc(rowBytes * rows);
  const bits = new FaxBits(data);
  const coded = new FaxRows(bits, width);
  for (let y = 0; y < rows; y++) {
    if (compression === FAX_RLE) bits.toByte();
    const hasEnd = compression === FAX_T4 && bits.endOfLine();
    // Which of both a row is stands behind its EOL.
    const isTwoDimensional = compression === FAX_T6 || (twoDimensional && hasEnd && bits.peek(1) === 0);
    if (compression === FAX_T4 && twoDimensional) {
      if (!hasEnd) throw corrupt("TIFF", "a row of its fax data has no beginning (EOL)");
      bits.skip(1);
    }
    const ends = isTwoDimensional ? coded.twoDimensional() : coded.oneDimensional();
    paint(ends, width, out.subarray(y * rowBytes, (y + 1) * rowBytes));
  }
  return out;
}
