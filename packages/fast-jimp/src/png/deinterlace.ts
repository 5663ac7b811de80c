import { passBytes, passes, passSize, type Pass } from "./adam7";
import type { Channels, RowExpander } from "./expand";
import { bitsPerPixel, rowBytes, type PngHeader } from "./header";
import type { PngArena } from "./loops";
import { RowReader } from "./rows";

/** Holds an interlaced image whole: any row is complete only after the last pass. */
export class Deinterlacer {
  private readonly image: Uint8Array;
  /** Rows of passes that were complete so far. */
  count = 0;
  private pass = -1;
  /** Row of the image of the first row of the pass that is missing. */
  private nextRow = 0;
  private passLeft = 0;
  private reader: RowReader | undefined;

  constructor(
    private readonly arena: PngArena,
    private readonly header: PngHeader,
    private readonly expander: RowExpander,
  ) {
    this.image = new Uint8Array(header.width * header.height * expander.channels);
  }

  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      while (this.passLeft === 0) this.nextPass();
      const end = Math.min(piece.length, at + this.passLeft);
      this.reader?.push(piece.subarray(at, end));
      this.passLeft -= end - at;
      at = end;
    }
  }

  /** Calls back with the address of each row of the image, in order. Missing pixels are those of earlier passes. */
  forEachRow(use: (row: number) => void): void {
    this.fillMissing();
    const bytes = this.header.width * this.expander.channels;
    const row = this.arena.allocate(bytes);
    // Of rows below those of an incomplete first pass nothing is known.
    const end = this.pass === 0 ? Math.min(this.header.height, this.nextRow) * bytes : this.image.length;
    for (let at = 0; at < end; at += bytes) {
      this.arena.bytes(row, bytes).set(this.image.subarray(at, at + bytes));
      use(row);
    }
  }

  /**
   * Gives pixels of missing rows of passes the value of the nearest pixel of an earlier pass to the left or above, as
   * progressive displays do (PNG specification, 8.2): each pass halves the distance in one direction.
   */
  private fillMissing(): void {
    const { image } = this;
    const { width, height } = this.header;
    const { channels } = this.expander;
    passes.forEach(({ left, top, stepX, stepY }, index) => {
      if (index < this.pass || index === 0) return;
      const back = left > 0 ? left : top * width;
      for (let y = index === this.pass ? this.nextRow : top; y < height; y += stepY) {
        for (let x = left; x < width; x += stepX) {
          const at = (y * width + x) * channels;
          image.copyWithin(at, at - back * channels, at - (back - 1) * channels);
        }
      }
    });
  }

  private nextPass(): void {
    const pass = passes[++this.pass];
    if (!pass) throw new RangeError("expected no more bytes than the seven passes have");
    const { width } = passSize(this.header, pass);
    this.passLeft = passBytes(this.header, pass);
    const expanded = new Uint8Array(width * this.expander.channels);
    const length = rowBytes(this.header, width);
    let y = pass.top;
    this.nextRow = y;
    const step = Math.max(1, bitsPerPixel(this.header) >> 3);
    this.reader = new RowReader(this.arena, length, step, (row) => {
      this.scatter(this.expander.expand(this.arena.bytes(row, length), width, expanded), width, y, pass);
      y += pass.stepY;
      this.count++;
      this.nextRow = y;
    });
  }

  private scatter(pixels: Uint8Array, width: number, y: number, { left, stepX }: Pass): void {
    const channels: Channels = this.expander.channels;
    let to = (y * this.header.width + left) * channels;
    for (let x = 0, from = 0; x < width; x++, to += (stepX - 1) * channels) {
      for (let part = 0; part < channels; part++) this.image[to++] = pixels[from++] as number;
    }
  }
}
