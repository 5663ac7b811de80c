import type { BlockArena } from "./block-loops";
import { RST0, RST7 } from "./markers";
import { corrupt } from "./segments";

/** Size of the window. Small enough for the processor's level 1 cache. */
const WINDOW_BYTES = 1 << 15;
/**
 * Upper bound for one MCU: 10 blocks of 64 coefficients of at most 16 + 15 bits, and the look-ahead. A decoder may read
 * that far beyond `limit` without checking for the end of the window.
 */
const MARGIN_BYTES = 2560;

/**
 * Entropy-coded bytes of a scan without stuffed zeros (ITU-T T.81, B.1.1.5), in a window in the memory of the inner
 * loops.
 *
 * Decoders keep the position and call `refill` where it is beyond `limit` before an MCU. All positions are in bits from
 * the start of the window.
 */
export class EntropyReader {
  /** Address of the window. */
  readonly address: number;
  /** Up to here the next MCU is complete in the window. */
  limit = 0;
  /** Address of the bytes of the file, with stuffed zeros. */
  private readonly stuffed: number;
  /** Address of the number of them that the loop has read. */
  private readonly taken: number;
  /** Bytes of the file at `stuffed`, `copyEnd` excluded. */
  private copyStart = 0;
  private copyEnd = 0;
  /** Next byte of the file to read. */
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
   * Drops bytes that were read and fills the window.
   *
   * @returns the new bit position
   * @throws IMAGE_CORRUPT where the scan has ended
   */
  refill(position: number): number {
    if (this.ended) throw corrupt("a scan ends before its last block");
    const read = position >>> 3;
    this.arena.bytes(this.address, this.filled).copyWithin(0, read);
    this.filled -= read;
    this.fill();
    return position & 7;
  }

  /**
   * Skips the restart marker at the end of the interval (T.81, E.2.4).
   *
   * @param index number of the marker, modulo 8
   * @returns the bit position after it
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
    if (this.ended && position > this.filled * 8) throw corrupt("a scan ends before its last block");
  }

  /** End of the scan's data: the 0xFF of the next marker, or the length of the file. */
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
    const { arena, bytes, address, taken, filled } = this;
    const { from, end } = this.copied(WINDOW_BYTES - filled);
    const isLast = end === bytes.length ? 1 : 0;
    const written = arena.loops.unstuff(from, end - this.next, isLast, address + filled, taken);
    const [read = 0] = new Int32Array(arena.buffer, taken, 1);
    // Negative where it stopped before a marker or at the end of the file.
    this.ended = read < 0;
    this.next += read < 0 ? ~read : read;
    this.filled = filled + written;
    if (this.ended) arena.bytes(address + this.filled, MARGIN_BYTES).fill(0);
    this.limit = (this.ended ? this.filled : this.filled - MARGIN_BYTES) * 8;
  }

  /**
   * Bytes of the file from the next one on. They are copied by windows: of short restart intervals many at once.
   *
   * @returns their address, and the byte of the file behind the last
   */
  private copied(most: number): { readonly from: number; readonly end: number } {
    const { arena, bytes, stuffed, next } = this;
    const isCopied = next >= this.copyStart && (this.copyEnd - next >= MARGIN_BYTES || this.copyEnd === bytes.length);
    if (!isCopied) {
      this.copyStart = next;
      this.copyEnd = Math.min(bytes.length, next + WINDOW_BYTES);
      arena.bytes(stuffed, this.copyEnd - next).set(bytes.subarray(next, this.copyEnd));
    }
    return { from: stuffed + next - this.copyStart, end: Math.min(this.copyEnd, next + most) };
  }
}

const isRestart = (marker: number | undefined): boolean => marker !== undefined && marker >= RST0 && marker <= RST7;

/** First 0xFF at or after `from` that starts a marker (no stuffing, no fill byte), or the file's length. */
function findMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff) return at;
  }
  return bytes.length;
}

/** Skips entropy-coded data. @returns position of the next marker that is not a restart marker */
export function skipScan(bytes: Uint8Array, from: number): number {
  let at = findMarker(bytes, from);
  while (isRestart(bytes[at + 1])) at = findMarker(bytes, at + 2);
  return at;
}
