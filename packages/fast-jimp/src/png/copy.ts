import type { Channels } from "./expand";
import type { PngArena } from "./loops";
import type { ReducedPixels } from "./reduce";

/** Copies rows to RGBA, not premultiplied, without averaging; invisible pixels have no colour. */
export class RowCopier {
  private readonly data: Buffer;
  /** An expanded row, in the memory of the inner loops. */
  private readonly expanded: number;
  private opaque = true;
  private done = 0;

  constructor(
    private readonly arena: PngArena,
    readonly width: number,
    readonly height: number,
    private readonly channels: Channels,
  ) {
    this.data = Buffer.allocUnsafeSlow(width * height * 4);
    this.expanded = arena.allocate(channels === 3 ? width * 4 : 0);
  }

  /** Adds the next row, by its address in the memory of the inner loops. */
  add(row: number): void {
    const { arena, width, channels, data } = this;
    const to = this.done * width * 4;
    this.done++;
    if (channels === 1) {
      this.addGrey(arena.bytes(row, width), to);
    } else if (channels === 3) {
      arena.loops.expandRgb(row, this.expanded, width);
      data.set(arena.bytes(this.expanded, width * 4), to);
    } else {
      data.set(arena.bytes(row, width * 4), to);
      if (arena.loops.isOpaque(row, width) === 0) this.clearInvisible(to);
    }
  }

  /** Rows that were not added are transparent. */
  finish(): ReducedPixels {
    const { data, width, height, done } = this;
    data.fill(0, done * width * 4);
    return { data, width, height, validWidth: width, validHeight: height, opaque: this.opaque && done === height };
  }

  private addGrey(row: Uint8Array, from: number): void {
    const { data } = this;
    for (let x = 0, to = from; x < row.length; x++, to += 4) {
      data[to] = data[to + 1] = data[to + 2] = row[x] as number;
      data[to + 3] = 255;
    }
  }

  private clearInvisible(from: number): void {
    const { data, width } = this;
    this.opaque = false;
    for (let to = from; to < from + width * 4; to += 4) {
      if (data[to + 3] === 0) data[to] = data[to + 1] = data[to + 2] = 0;
    }
  }
}
