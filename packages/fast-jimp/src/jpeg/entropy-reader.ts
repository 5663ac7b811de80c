import type { BlockArena } from "./block-loops";
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
 * Decoders hold the position themselves, read the window in the memory of the inner loops, and call `refill` when the
 * position is beyond `limit` before an MCU. All positions are in bits from the window's start.
 */
export class EntropyReader {
  /** Where the window is in the arena. */
  readonly address: number;
  /** Beyond it the next MCU may not be whole in the window. */
  limit = 0;
  /** Where bytes of the file are put, with their stuffed zeros, and where the loop says how many of them it took. */
  private readonly stuffed: number;
  private readonly taken: number;
  /** Next byte of the file to take. */
  private next = 0;
  /** Bytes of the window that are filled. */
  private filled = 0;
  /** A marker or the end of the file was reached. */
  private ended = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly arena: BlockArena,
  ) {
    this.address = arena.allocate(WINDOW_BYTES + MARGIN_BYTES);
    this.stuffed = arena.allocate(WINDOW_BYTES);
    this.taken = arena.allocate(4);
  }

  /** Starts at a byte of the file. @returns the bit position */
  start(at: number): number {
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
    this.arena.bytes(this.address, this.filled).copyWithin(0, read);
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
    const { arena, bytes, address, stuffed, taken, filled, next } = this;
    const end = Math.min(bytes.length, next + WINDOW_BYTES - filled);
    arena.bytes(stuffed, end - next).set(bytes.subarray(next, end));
    const isLast = end === bytes.length ? 1 : 0;
    const written = arena.loops.unstuff(stuffed, end - next, isLast, address + filled, taken);
    const [read = 0] = new Int32Array(arena.buffer, taken, 1);
    // Where it stopped before a marker, or at the end of the file, it says so by a negative number.
    this.ended = read < 0;
    this.next = next + (read < 0 ? ~read : read);
    this.filled = filled + written;
    if (this.ended) arena.bytes(address + this.filled, MARGIN_BYTES).fill(0);
    this.limit = (this.ended ? this.filled : this.filled - MARGIN_BYTES) * 8;
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
