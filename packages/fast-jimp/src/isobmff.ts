/** A box of an ISO base media file (ISO/IEC 14496-12, 4.2). */
export interface Box {
  readonly type: string;
  /** What follows its header. */
  readonly body: Buffer;
}

/** Bytes of size and type; of a size of 64 bits behind them. */
const HEADER_BYTES = 8;
const LARGE_SIZE_BYTES = 8;

/**
 * The boxes of a range, in order; of size 0 is one that goes on to the end. Stops before one that is cut short, as a
 * file whose media data are cut off may still be described in full.
 */
export function* readBoxes(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const stated = bytes.readUInt32BE(at);
    const isLarge = stated === 1;
    const header = HEADER_BYTES + (isLarge ? LARGE_SIZE_BYTES : 0);
    if (at + header > bytes.length) return;
    // More than a double holds lies outside every file.
    const size = isLarge ? Number(bytes.readBigUInt64BE(at + HEADER_BYTES)) : stated;
    const end = size === 0 ? bytes.length : at + size;
    if (end < at + header || end > bytes.length) return;
    yield { type: bytes.toString("latin1", at + 4, at + HEADER_BYTES), body: bytes.subarray(at + header, end) };
    at = end;
  }
}

/** The first box of a type. */
export function findBox(bytes: Buffer, type: string): Buffer | undefined {
  for (const box of readBoxes(bytes)) if (box.type === type) return box.body;
  return undefined;
}
