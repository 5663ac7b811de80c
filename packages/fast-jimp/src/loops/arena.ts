import { imageError, type ImageError } from "../image-error";
import { MIB } from "../limits";

export const PAGE_BYTES = 65536;
/** Larger memories are not kept for the next call. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
/** What loops can address: they take addresses and lengths as signed numbers of 32 bits. */
const MAX_BYTES = 2 ** 31 - PAGE_BYTES;
/** Vector loops may read that far beyond their data. */
const SLACK_BYTES = 64;

/** Memory that loops work in. */
interface ArenaMemory {
  readonly buffer: ArrayBuffer;
  /** Adds at least so many pages; the buffer is another one afterwards. */
  grow(pages: number): unknown;
}

function tooLarge(bytes: number): ImageError {
  const memoryMb = Math.ceil(bytes / MIB);
  const message = `The image needs ${memoryMb} MiB at once to be decoded; at most 2047 MiB can be addressed.`;
  return imageError("IMAGE_TOO_LARGE", message, { memoryMb, maxMemoryMb: Math.floor(MAX_BYTES / MIB) });
}

/** Loops and the memory that they work in. Allocations are valid for one call of {@link LoopModule.use}. */
export class Arena<Loops> {
  private used: number;

  /** @param start first free address */
  constructor(
    readonly loops: Loops,
    private readonly memory: ArenaMemory,
    private readonly start: number,
  ) {
    this.used = start;
    this.clear();
  }

  /** Frees all allocations. */
  clear(): void {
    this.used = (this.start + 15) & ~15;
  }

  /** Whether the memory is too large to be kept for the next call. */
  get oversized(): boolean {
    return this.memory.buffer.byteLength > MAX_KEPT_BYTES;
  }

  /**
   * Allocates bytes, not cleared. Invalidates existing views.
   *
   * @returns the address, a multiple of 16
   * @throws ImageError IMAGE_TOO_LARGE above 2 GiB in all
   */
  allocate(bytes: number): number {
    const address = this.used;
    if (!(address + bytes <= MAX_BYTES)) throw tooLarge(address + bytes);
    this.used = (address + bytes + SLACK_BYTES + 15) & ~15;
    const missing = this.used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return address;
  }

  /** Allocates a copy of the data. @returns its address */
  place(data: ArrayBufferView): number {
    const address = this.allocate(data.byteLength);
    this.bytes(address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return address;
  }

  /** The whole memory; valid until the next {@link allocate}. */
  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /** A view; valid until the next {@link allocate}. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }
}
