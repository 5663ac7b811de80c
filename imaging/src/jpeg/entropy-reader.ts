import type { Arena } from "../wasm/arena";
import { RST0, RST7 } from "./markers";
import { corrupt } from "./segments";

/** Bytes kept ready. Small enough to stay in the processor's nearest caches, whatever the size of the file. */
const WINDOW_BYTES = 1 << 15;
/**
 * More than one MCU can take: 10 blocks of 64 coefficients of at most 16 + 15 bits, and what a look ahead reads beyond.
 * Between two calls of {@link EntropyReader.refill} a decoder may read that far without looking at the end.
 */
const MARGIN_BYTES = 2560;

/**
 * Entropy-coded bytes of a scan, handed out through a window without their stuffed zeros (ITU-T T.81, B.1.1.5).
 *
 * Decoders hold the position in a local variable, read `view` themselves, and call `refill` when the position is beyond
 * `limit` before an MCU. All positions are in bits from the window's start.
 */
export class EntropyReader {
  view: DataView;
  /** Where the window is in the arena. */
  readonly address: number;
  /** Beyond it the next MCU may not be whole in the window. */
  limit = 0;
  private window: Uint8Array;
  private readonly source: DataView;
  /** Next byte of the file to take. */
  private next = 0;
  /** Bytes of the window that are filled. */
  private filled = 0;
  /** A marker or the end of the file was reached. */
  private ended = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly arena: Arena<unknown>,
  ) {
    this.address = arena.allocate(WINDOW_BYTES + MARGIN_BYTES);
    this.window = arena.bytes(this.address, WINDOW_BYTES + MARGIN_BYTES);
    this.view = new DataView(this.window.buffer, this.address, this.window.length);
    this.source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Starts at a byte of the file; nothing may be allocated after it. @returns the bit position */
  start(at: number): number {
    if (this.window.buffer !== this.arena.buffer) {
      this.window = this.arena.bytes(this.address, WINDOW_BYTES + MARGIN_BYTES);
      this.view = new DataView(this.window.buffer, this.address, this.window.length);
    }
    this.next = at;
    this.filled = 0;
    this.ended = false;
    this.fill();
    return 0;
  }

  /**
   * Drops what was read and takes more.
   *
   * @returns the new bit position
   * @throws IMAGE_CORRUPT where the scan has ended and the position is beyond its last bit
   */
  refill(position: number): number {
    if (this.ended) throw corrupt("a scan ends before its picture does");
    const read = position >>> 3;
    this.window.copyWithin(0, read, this.filled);
    this.filled -= read;
    this.fill();
    return position & 7;
  }

  /**
   * Passes the restart marker that ends this interval (T.81, E.2.4).
   *
   * @param index number of the marker, modulo 8
   * @returns the bit position behind it
   */
  restart(position: number, index: number): number {
    this.finish(position);
    if (!this.ended) this.skipToMarker();
    let at = this.next;
    while (this.bytes[at] === 0xff) at++;
    if (this.bytes[at] !== RST0 + (index & 7)) throw corrupt("a restart marker is missing or out of order");
    return this.start(at + 1);
  }

  /** @throws IMAGE_CORRUPT where more bits were read than the scan has */
  finish(position: number): void {
    if (this.ended && position > this.filled * 8) throw corrupt("a scan ends before its picture does");
  }

  /** Where the file goes on behind the scan's data: at the 0xFF of the next marker, or at the end. */
  end(position: number): number {
    this.finish(position);
    while (!this.ended || isRestart(this.bytes[this.next + 1])) {
      if (this.ended) this.next += 2;
      this.skipToMarker();
    }
    return this.next;
  }

  private skipToMarker(): void {
    this.ended = true;
    this.next = findMarker(this.bytes, this.next);
  }

  private fill(): void {
    const { window, view, source, bytes } = this;
    let to = this.filled;
    let from = this.next;
    const lastWord = Math.min(bytes.length - 4, from + WINDOW_BYTES);
    for (;;) {
      // Four bytes at a time while none of them is 0xFF.
      while (to < WINDOW_BYTES - 4 && from <= lastWord) {
        const word = source.getInt32(from);
        if ((word & 0x80808080 & ((word & 0x7f7f7f7f) + 0x01010101)) !== 0) break;
        view.setInt32(to, word);
        to += 4;
        from += 4;
      }
      if (to >= WINDOW_BYTES - 4) break;
      if (from >= bytes.length) {
        this.ended = true;
        break;
      }
      const byte = bytes[from] as number;
      if (byte !== 0xff) {
        window[to++] = byte;
        from++;
      } else if (bytes[from + 1] === 0) {
        window[to++] = 0xff;
        from += 2;
      } else if (bytes[from + 1] === 0xff) {
        from++;
      } else {
        this.ended = true;
        break;
      }
    }
    this.next = from;
    this.filled = to;
    if (this.ended) window.fill(0, to, Math.min(window.length, to + MARGIN_BYTES));
    this.limit = (this.ended ? to : to - MARGIN_BYTES) * 8;
  }
}

const isRestart = (marker: number | undefined): boolean => marker !== undefined && marker >= RST0 && marker <= RST7;

/** First 0xFF at or after `from` that starts a marker (not stuffed, not fill), or the file's length. */
function findMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff) return at;
  }
  return bytes.length;
}

/** Where the file goes on behind entropy-coded data that nobody reads: at the next marker that is no restart. */
export function skipScan(bytes: Uint8Array, from: number): number {
  let at = findMarker(bytes, from);
  while (isRestart(bytes[at + 1])) at = findMarker(bytes, at + 2);
  return at;
}
