import type { Channels } from "./expand";

/** Rows or columns in one cell at most: sums of 8-bit samples then stay within 16 bits, of premultiplied ones within 32. */
export const MAX_REDUCTION = 128;

/** A picture reduced by whole numbers, RGBA, not premultiplied. */
export interface ReducedPixels {
  readonly data: Buffer;
  /** Cells; the last one of a row may stand for fewer columns than the others. */
  readonly width: number;
  /** Cells; the last row may stand for fewer rows than the others. */
  readonly height: number;
  /** Width of the picture in cells: `width`, less what the last cell lacks. */
  readonly validWidth: number;
  /** Height of the picture in cells: `height`, less what the last cell lacks. */
  readonly validHeight: number;
  readonly opaque: boolean;
}

/**
 * Averages cells of `columns` x `rows` pixels while rows come in, so that the whole picture is never in memory.
 *
 * Rows without transparency are added up first, two samples to a machine word; pixels of other rows are weighted by their
 * alpha, so that what cannot be seen does not colour what can.
 */
export class BoxReducer {
  readonly width: number;
  readonly height: number;
  private readonly data: Buffer;
  /** Sums of even and odd bytes of opaque rows, two 16-bit sums in each word. */
  private readonly even: Uint32Array;
  private readonly odd: Uint32Array;
  private readonly sums: Uint16Array;
  /** Premultiplied sums of the cells of rows with transparency: R, G, B times alpha, and alpha. */
  private readonly weighted: Uint32Array;
  private opaqueRows = 0;
  private translucentRows = 0;
  private opaque = true;
  private done = 0;

  constructor(
    private readonly sourceWidth: number,
    private readonly sourceHeight: number,
    private readonly channels: Channels,
    private readonly columns: number,
    private readonly rows: number,
  ) {
    this.width = Math.ceil(sourceWidth / columns);
    this.height = Math.ceil(sourceHeight / rows);
    this.data = Buffer.allocUnsafeSlow(this.width * this.height * 4);
    const words = Math.ceil((sourceWidth * channels) / 4);
    this.even = new Uint32Array(words);
    this.odd = new Uint32Array(words);
    this.sums = new Uint16Array(words * 4);
    this.weighted = new Uint32Array(channels === 4 ? this.width * 4 : 0);
  }

  /** Takes the next row: four-byte aligned, with room to the next multiple of four bytes. */
  add(row: Uint8Array): void {
    if (this.channels === 4 && !isOpaqueRow(row, this.sourceWidth)) {
      this.addWeighted(row);
      this.translucentRows++;
      this.opaque = false;
    } else {
      addWords(new Uint32Array(row.buffer, row.byteOffset, this.even.length), this.even, this.odd);
      this.opaqueRows++;
    }
    const taken = this.opaqueRows + this.translucentRows;
    if (taken === this.rows || this.done * this.rows + taken === this.sourceHeight) this.finishCells();
  }

  finish(): ReducedPixels {
    return {
      data: this.data,
      width: this.width,
      height: this.height,
      validWidth: this.sourceWidth / this.columns,
      validHeight: this.sourceHeight / this.rows,
      opaque: this.opaque,
    };
  }

  private addWeighted(row: Uint8Array): void {
    const { columns, weighted } = this;
    const end = this.sourceWidth * 4;
    for (let cell = 0, at = 0; at < end; cell += 4) {
      const cellEnd = Math.min(end, at + columns * 4);
      let red = 0;
      let green = 0;
      let blue = 0;
      let sum = 0;
      for (; at < cellEnd; at += 4) {
        const alpha = row[at + 3] as number;
        red += (row[at] as number) * alpha;
        green += (row[at + 1] as number) * alpha;
        blue += (row[at + 2] as number) * alpha;
        sum += alpha;
      }
      weighted[cell] = (weighted[cell] as number) + red;
      weighted[cell + 1] = (weighted[cell + 1] as number) + green;
      weighted[cell + 2] = (weighted[cell + 2] as number) + blue;
      weighted[cell + 3] = (weighted[cell + 3] as number) + sum;
    }
  }

  private finishCells(): void {
    splitWords(this.even, this.odd, this.sums);
    if (this.channels === 1) this.writeGrey();
    else if (this.translucentRows === 0) this.writeOpaque(this.channels);
    else this.writeWeighted();
    this.even.fill(0);
    this.odd.fill(0);
    this.weighted.fill(0);
    this.opaqueRows = this.translucentRows = 0;
    this.done++;
  }

  private writeGrey(): void {
    const { sums, data, columns, sourceWidth } = this;
    let to = this.done * this.width * 4;
    for (let x = 0; x < sourceWidth; to += 4) {
      const end = Math.min(sourceWidth, x + columns);
      const scale = 1 / ((end - x) * this.opaqueRows);
      let grey = 0;
      for (; x < end; x++) grey += sums[x] as number;
      data[to] = data[to + 1] = data[to + 2] = grey * scale + 0.5;
      data[to + 3] = 255;
    }
  }

  private writeOpaque(step: 3 | 4): void {
    const { sums, data, columns } = this;
    const rowEnd = this.sourceWidth * step;
    let to = this.done * this.width * 4;
    for (let at = 0; at < rowEnd; to += 4) {
      const end = Math.min(rowEnd, at + columns * step);
      const scale = step / ((end - at) * this.opaqueRows);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (; at < end; at += step) {
        red += sums[at] as number;
        green += sums[at + 1] as number;
        blue += sums[at + 2] as number;
      }
      data[to] = red * scale + 0.5;
      data[to + 1] = green * scale + 0.5;
      data[to + 2] = blue * scale + 0.5;
      data[to + 3] = 255;
    }
  }

  private writeWeighted(): void {
    const { sums, data, columns, weighted } = this;
    const rowEnd = this.sourceWidth * 4;
    const taken = this.opaqueRows + this.translucentRows;
    let to = this.done * this.width * 4;
    for (let at = 0, cell = 0; at < rowEnd; to += 4, cell += 4) {
      const end = Math.min(rowEnd, at + columns * 4);
      const pixels = ((end - at) >> 2) * taken;
      let red = weighted[cell] as number;
      let green = weighted[cell + 1] as number;
      let blue = weighted[cell + 2] as number;
      let alpha = weighted[cell + 3] as number;
      for (; at < end; at += 4) {
        red += (sums[at] as number) * 255;
        green += (sums[at + 1] as number) * 255;
        blue += (sums[at + 2] as number) * 255;
        alpha += sums[at + 3] as number;
      }
      const scale = alpha === 0 ? 0 : 1 / alpha;
      data[to] = red * scale + 0.5;
      data[to + 1] = green * scale + 0.5;
      data[to + 2] = blue * scale + 0.5;
      data[to + 3] = alpha / pixels + 0.5;
    }
  }
}

function isOpaqueRow(row: Uint8Array, width: number): boolean {
  for (let at = 3; at < width * 4; at += 4) if (row[at] !== 255) return false;
  return true;
}

/** Adds four samples at once: the mask leaves each 16 bits of room. */
function addWords(row: Uint32Array, even: Uint32Array, odd: Uint32Array): void {
  for (let at = 0; at < row.length; at++) {
    const word = row[at] as number;
    even[at] = (even[at] as number) + (word & 0x00ff00ff);
    odd[at] = (odd[at] as number) + ((word >>> 8) & 0x00ff00ff);
  }
}

/** Sums in the order of the bytes (of a little-endian machine, as every one that Lambda has). */
function splitWords(even: Uint32Array, odd: Uint32Array, sums: Uint16Array): void {
  for (let word = 0, at = 0; word < even.length; word++, at += 4) {
    const evens = even[word] as number;
    const odds = odd[word] as number;
    sums[at] = evens;
    sums[at + 1] = odds;
    sums[at + 2] = evens >>> 16;
    sums[at + 3] = odds >>> 16;
  }
}
