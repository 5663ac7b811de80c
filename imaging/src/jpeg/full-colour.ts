import { convolution, type Convolver } from "../resample/convolver";
import type { Pixels } from "../resample/pixels";
import type { RowSource } from "../resample/resize-rgba";
import { maxSampling } from "./layout";
import type { DecodedJpeg, JpegHeader, JpegPlane } from "./types";

/** A chroma plane's subsampling: 1 or 2 each way. */
interface Subsampling {
  readonly across: number;
  readonly down: number;
}

/** Whether {@link fullRows} can convert such a picture: YCbCr with chroma as fine as luma, or half of it each way. */
export function hasExactColour(header: JpegHeader): boolean {
  const [luma, ...chroma] = header.components;
  const { hMax, vMax } = maxSampling(header);
  return (
    header.colour === "ycc" &&
    luma?.h === hMax &&
    luma.v === vMax &&
    chroma.every(({ h, v }) => [h, h * 2].includes(hMax) && [v, v * 2].includes(vMax))
  );
}

/**
 * A picture that was decoded in full, as rows of RGBA, rounded at every step as libjpeg rounds: chroma to whole numbers
 * between its samples, colours to whole numbers for every pixel.
 */
export function fullRows({ header, planes }: DecodedJpeg): RowSource {
  const { width, height } = header;
  const [luma, cb, cr] = planes as [JpegPlane, JpegPlane, JpegPlane];
  return {
    width,
    height,
    hasAlpha: false,
    open(convolver, first, columns) {
      const lumaRow = convolver.allocate(columns);
      const blue = new ChromaRows(convolver, cb, subsamplingOf(header, 1), first, columns);
      const red = new ChromaRows(convolver, cr, subsamplingOf(header, 2), first, columns);
      return (row, count, address) => {
        for (let y = row; y < row + count; y++) {
          const from = y * luma.stride + first;
          convolver.bytes(lumaRow, columns).set(luma.data.subarray(from, from + columns));
          // What a row's last vector writes too much, the next row overwrites.
          convolver.loops.toRgba(lumaRow, blue.row(y), red.row(y), address + (y - row) * columns * 4, columns);
        }
      };
    },
  };
}

/** All of {@link fullRows}. */
export function toFullRgba(decoded: DecodedJpeg): Pixels & { readonly channels: 4 } {
  const { width, height, open } = fullRows(decoded);
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  convolution.use((convolver) => {
    const row = convolver.allocate(width * 4);
    const read = open(convolver, 0, width);
    for (let y = 0; y < height; y++) {
      read(y, 1, row);
      data.set(convolver.bytes(row, width * 4), y * width * 4);
    }
  });
  return { data, width, height, channels: 4 };
}

function subsamplingOf(header: JpegHeader, index: number): Subsampling {
  const { hMax, vMax } = maxSampling(header);
  const { h, v } = header.components[index] ?? { h: hMax, v: vMax };
  return { across: hMax / h, down: vMax / v };
}

/** Part of the rows of a chroma plane, as wide as luma's. */
class ChromaRows {
  private readonly rows: number;
  /** Samples that are used, the first of them, and whether there are neighbours beyond them. */
  private readonly count: number;
  private readonly first: number;
  private readonly before: number;
  private readonly behind: number;
  private readonly near: number;
  private readonly far: number;
  private readonly sums: number;
  private readonly out: number;

  /** @param first of luma's columns, even */
  constructor(
    private readonly arena: Convolver,
    private readonly plane: JpegPlane,
    private readonly subsampling: Subsampling,
    first: number,
    columns: number,
  ) {
    const { across } = subsampling;
    this.rows = Math.ceil(plane.validHeight);
    this.first = first / across;
    this.count = Math.ceil(columns / across);
    this.before = across === 2 && this.first > 0 ? 1 : 0;
    this.behind = across === 2 && this.first + this.count < Math.ceil(plane.validWidth) ? 1 : 0;
    this.near = arena.allocate(this.count + 2);
    this.far = arena.allocate(this.count + 2);
    this.sums = arena.allocate((this.count + 16) * 2) + 16;
    this.out = arena.allocate(this.count * across);
  }

  /** @returns the address of the row, good until the next */
  row(y: number): number {
    const { across, down } = this.subsampling;
    const { loops } = this.arena;
    const { near, far, sums, out, count, before, behind } = this;
    const nearest = down === 2 ? y >> 1 : y;
    this.load(nearest, near);
    if (across === 1 && down === 1) return near;
    if (down === 2) this.load(nearest + ((y & 1) === 0 ? -1 : 1), far);
    loops.blendRows(near, far, down === 2 ? 3 : 1, sums - before * 2, before + count + behind);
    if (across === 1) {
      loops.settle(sums, count, (y & 1) === 0 ? 1 : 2, 2, out);
      return out;
    }
    // Beyond the plane's first and last sample is the same again.
    const edges = new Int16Array(this.arena.buffer, sums - 2, count + 2);
    if (before === 0) edges[0] = edges[1] as number;
    if (behind === 0) edges[count + 1] = edges[count] as number;
    if (down === 2) loops.spread(sums, count, 8, 7, 4, out);
    else loops.spread(sums, count, 1, 2, 2, out);
    return out;
  }

  private load(row: number, address: number): void {
    const from = Math.max(0, Math.min(this.rows - 1, row)) * this.plane.stride + this.first - this.before;
    const length = this.before + this.count + this.behind;
    this.arena.bytes(address, length).set(this.plane.data.subarray(from, from + length));
  }
}
