import type { Arena } from "../loops/arena";
import type { CellLoops } from "../loops/png/cells";
import type { Channels } from "./expand";

/** An image reduced by integer factors, RGBA, not premultiplied. */
export interface ReducedPixels {
  readonly data: Buffer;
  /** Cells; the last one of a row may cover fewer columns. */
  readonly width: number;
  /** Cells; the last row may cover fewer rows. */
  readonly height: number;
  /** Exact width of the image in cells. */
  readonly validWidth: number;
  /** Exact height of the image in cells. */
  readonly validHeight: number;
  readonly opaque: boolean;
}

/**
 * Averages cells of `columns` x `rows` pixels row by row, so that the whole image is never in memory.
 *
 * Opaque rows are summed without weights; pixels of other rows are weighted by alpha, so that invisible pixels do not
 * change the colour of visible ones.
 */
export class BoxReducer {
  readonly width: number;
  readonly height: number;
  private readonly data: Buffer;
  /** Sums of the bytes of opaque rows, 16 bits each, in the memory of the inner loops. */
  private readonly sums: number;
  private readonly sumCount: number;
  /** Output row of cells, in the memory of the inner loops. */
  private readonly cells: number;
  /** Sums of the cells of rows with transparency, 32 bits each, in the memory of the inner loops. */
  private readonly weighted: number;
  private readonly weightedBytes: number;
  private opaqueRows = 0;
  private translucentRows = 0;
  private opaque = true;
  private done = 0;

  constructor(
    private readonly arena: Arena<CellLoops>,
    private readonly sourceWidth: number,
    private readonly sourceHeight: number,
    private readonly channels: Channels,
    private readonly columns: number,
    private readonly rows: number,
  ) {
    this.width = Math.ceil(sourceWidth / columns);
    this.height = Math.ceil(sourceHeight / rows);
    this.data = Buffer.allocUnsafeSlow(this.width * this.height * 4);
    this.sumCount = Math.ceil((sourceWidth * channels) / 16) * 16;
    this.sums = arena.allocate(this.sumCount * 2);
    arena.bytes(this.sums, this.sumCount * 2).fill(0);
    this.cells = arena.allocate(this.width * 4);
    this.weightedBytes = channels === 4 ? this.width * 16 : 0;
    this.weighted = arena.allocate(this.weightedBytes);
    arena.bytes(this.weighted, this.weightedBytes).fill(0);
  }

  /** Adds the next row, by its address in the memory of the inner loops. */
  add(row: number): void {
    const { arena, sourceWidth, channels } = this;
    if (channels === 4 && arena.loops.isOpaque(row, sourceWidth) === 0) {
      arena.loops.addWeighted(row, sourceWidth, this.columns, this.weighted);
      this.translucentRows++;
      this.opaque = false;
    } else if (channels !== 1 && this.columns === 1 && this.rows === 1) {
      arena.loops.widenOpaque(row, sourceWidth, channels, this.cells);
      this.data.set(arena.bytes(this.cells, sourceWidth * 4), this.done++ * sourceWidth * 4);
      return;
    } else {
      arena.loops.addRow(row, this.sums, sourceWidth * channels);
      this.opaqueRows++;
    }
    const taken = this.opaqueRows + this.translucentRows;
    if (taken === this.rows || this.done * this.rows + taken === this.sourceHeight) this.finishCells();
  }

  /** Rows that were not added are transparent. */
  finish(): ReducedPixels {
    if (this.opaqueRows + this.translucentRows > 0) this.finishCells();
    if (this.done < this.height) {
      this.data.fill(0, this.done * this.width * 4);
      this.opaque = false;
    }
    return {
      data: this.data,
      width: this.width,
      height: this.height,
      validWidth: this.sourceWidth / this.columns,
      validHeight: this.sourceHeight / this.rows,
      opaque: this.opaque,
    };
  }

  private finishCells(): void {
    const { arena, sums, sumCount, channels } = this;
    if (channels === 1) this.writeGrey(new Uint16Array(arena.buffer, sums, sumCount));
    else if (this.translucentRows === 0) this.writeOpaque(channels);
    else this.writeWeighted(new Uint16Array(arena.buffer, sums, sumCount));
    arena.bytes(sums, sumCount * 2).fill(0);
    arena.bytes(this.weighted, this.weightedBytes).fill(0);
    this.opaqueRows = this.translucentRows = 0;
    this.done++;
  }

  private writeGrey(sums: Uint16Array): void {
    const { data, columns, sourceWidth } = this;
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
    const { arena, sums, sourceWidth, columns, cells, width } = this;
    arena.loops.meanCells(sums, sourceWidth, step, columns, this.opaqueRows, cells);
    this.data.set(arena.bytes(cells, width * 4), this.done * width * 4);
  }

  private writeWeighted(sums: Uint16Array): void {
    const { data, columns, arena } = this;
    const weighted = new Uint32Array(arena.buffer, this.weighted, this.weightedBytes >> 2);
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
