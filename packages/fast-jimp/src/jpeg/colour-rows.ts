import type { Convolver } from "../resample/convolver";
import { ROWS_AT_ONCE } from "../resample/separable";
import { maxSampling } from "./layout";
import type { JpegHeader, JpegPlane } from "./types";

/** A plane, or some rows of it. */
export interface PlanePart extends JpegPlane {
  /** Row of the plane that `data` begins with. Default 0. */
  readonly origin?: number;
}

/** Subsampling of a plane, 1 or 2 in each direction. */
interface Subsampling {
  readonly across: number;
  readonly down: number;
}

export function subsamplingOf(header: JpegHeader, index: number): Subsampling {
  const { hMax, vMax } = maxSampling(header);
  const { h, v } = header.components[index] ?? { h: hMax, v: vMax };
  return { across: hMax / h, down: vMax / v };
}

/** Rows of a full decode in a convolver's memory, chroma upsampled to the width of luma. */
export class ColourRows {
  private readonly lumaRows: PlaneRows;
  private readonly chroma: readonly [ChromaRows, ChromaRows];

  /** @param first first column, even */
  constructor(convolver: Convolver, header: JpegHeader, planes: readonly PlanePart[], first: number, columns: number) {
    const [luma, cb, cr] = planes as [PlanePart, PlanePart, PlanePart];
    this.lumaRows = new PlaneRows(convolver, luma, first, columns);
    this.chroma = [
      new ChromaRows(convolver, cb, subsamplingOf(header, 1), first, columns),
      new ChromaRows(convolver, cr, subsamplingOf(header, 2), first, columns),
    ];
  }

  /** Loads up to 32 rows, starting at `row`. */
  load(row: number, count: number): void {
    this.lumaRows.load(row, row + count);
    for (const rows of this.chroma) rows.load(row, count);
  }

  /** @returns the address of a loaded row */
  luma(y: number): number {
    return this.lumaRows.row(y);
  }

  /** @returns the address of the row, valid until the next call */
  blue(y: number): number {
    return this.chroma[0].row(y);
  }

  /** @returns the address of the row, valid until the next call */
  red(y: number): number {
    return this.chroma[1].row(y);
  }
}

/** A window of rows and columns of a plane. Outside the plane its first and last row are repeated. */
class PlaneRows {
  private readonly address: number;
  /** Bytes from one row to the next: of the plane, unless most of its columns are outside. */
  private readonly stride: number;
  private readonly last: number;
  private from = 0;

  constructor(
    private readonly convolver: Convolver,
    private readonly plane: PlanePart,
    private readonly first: number,
    private readonly columns: number,
  ) {
    this.stride = columns * 2 > plane.stride ? plane.stride : columns;
    this.address = convolver.allocate((ROWS_AT_ONCE + 2) * this.stride);
    this.last = Math.ceil(plane.validHeight) - 1;
  }

  load(from: number, to: number): void {
    const { convolver, plane, first, columns, address, stride, last } = this;
    this.from = Math.max(0, from);
    const count = Math.min(last + 1, to) - this.from;
    const at = (this.from - (plane.origin ?? 0)) * plane.stride + first;
    if (stride === plane.stride) {
      const rows = plane.data.subarray(at, at + count * stride);
      convolver.bytes(address, rows.length).set(rows);
      return;
    }
    const rows = convolver.bytes(address, count * stride);
    for (let i = 0; i < count; i++) {
      rows.set(plane.data.subarray(at + i * plane.stride, at + i * plane.stride + columns), i * stride);
    }
  }

  row(y: number): number {
    return this.address + (Math.max(0, Math.min(this.last, y)) - this.from) * this.stride;
  }
}

/** Rows of a chroma plane, interpolated as by libjpeg ("fancy upsampling"). */
class ChromaRows {
  private readonly plane: PlaneRows;
  /** Samples that are used. */
  private readonly count: number;
  /** 1 where the plane has a sample before or after them, else 0. */
  private readonly before: number;
  private readonly behind: number;
  private readonly sums: number;
  private readonly out: number;
  private memory: Int16Array | undefined;

  constructor(
    private readonly convolver: Convolver,
    plane: PlanePart,
    private readonly subsampling: Subsampling,
    first: number,
    columns: number,
  ) {
    const { across } = subsampling;
    const from = first / across;
    this.count = Math.ceil(columns / across);
    this.before = across === 2 && from > 0 ? 1 : 0;
    this.behind = across === 2 && from + this.count < Math.ceil(plane.validWidth) ? 1 : 0;
    this.plane = new PlaneRows(convolver, plane, from - this.before, this.before + this.count + this.behind);
    this.sums = convolver.allocate((this.count + 16) * 2) + 16;
    this.out = convolver.allocate(this.count * across);
  }

  load(row: number, count: number): void {
    if (this.subsampling.down === 1) this.plane.load(row, row + count);
    else this.plane.load((row >> 1) - 1, ((row + count - 1) >> 1) + 2);
  }

  /** @returns the address of the row, valid until the next call */
  row(y: number): number {
    const { across, down } = this.subsampling;
    const { loops } = this.convolver;
    const { plane, sums, out, count, before, behind } = this;
    const nearest = down === 2 ? y >> 1 : y;
    const near = plane.row(nearest);
    if (across === 1 && down === 1) return near;
    const far = down === 2 ? plane.row(nearest + ((y & 1) === 0 ? -1 : 1)) : near;
    loops.blendRows(near, far, down === 2 ? 3 : 1, sums - before * 2, before + count + behind);
    if (across === 1) {
      loops.settle(sums, count, (y & 1) === 0 ? 1 : 2, 2, out);
      return out;
    }
    // Outside the plane its first and last sample are repeated.
    const [words, at] = [this.words(), sums >> 1];
    if (before === 0) words[at - 1] = words[at] as number;
    if (behind === 0) words[at + count] = words[at + count - 1] as number;
    if (down === 2) loops.spread(sums, count, 8, 7, 4, out);
    else loops.spread(sums, count, 1, 2, 2, out);
    return out;
  }

  /** The whole memory; a view for each row would take longer than the row. */
  private words(): Int16Array {
    const { buffer } = this.convolver;
    if (this.memory?.buffer !== buffer) this.memory = new Int16Array(buffer);
    return this.memory;
  }
}
