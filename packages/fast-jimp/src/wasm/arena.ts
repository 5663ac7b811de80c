/** The part of WebAssembly that is used here. TypeScript declares it in its DOM library only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { Memory, Module, Instance } = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (descriptor: { initial: number }) => WasmMemory;
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object, imports: { env: { memory: WasmMemory } }) => { readonly exports: unknown };
    };
  }
).WebAssembly;

const PAGE_BYTES = 65536;
/** Larger memories are not kept for the next call. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
/** Vector loops may read that far beyond their data. */
const SLACK_BYTES = 64;

/** An instance of a module and its memory. Allocations are valid for one call of {@link WasmModule.use}. */
export class Arena<Loops> {
  readonly loops: Loops;
  private readonly memory = new Memory({ initial: 4 });
  private readonly start: number;
  private used: number;

  constructor(module: object) {
    const { exports } = new Instance(module, { env: { memory: this.memory } });
    this.loops = exports as Loops;
    this.start = this.used = (exports as { heapStart: () => number }).heapStart();
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

  /** Allocates bytes, not cleared. Invalidates existing views. @returns the address, a multiple of 16 */
  allocate(bytes: number): number {
    const address = this.used;
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

/**
 * A module, compiled on first use, and an arena that is reused. A call that throws may leave data of an image anywhere
 * in the memory: its arena is discarded, and the next call gets a new one.
 */
export class WasmModule<Loops> {
  private compiled: object | undefined;
  private kept: Arena<Loops> | undefined;

  constructor(private readonly base64: string) {}

  /** Calls back with an empty arena, which is valid until the call returns. */
  use<Result>(work: (arena: Arena<Loops>) => Result): Result {
    const arena = this.take();
    const result = work(arena);
    this.keep(arena);
    return result;
  }

  /** As {@link use}; overlapping calls get an arena each. */
  async useAsync<Result>(work: (arena: Arena<Loops>) => Promise<Result>): Promise<Result> {
    const arena = this.take();
    const result = await work(arena);
    this.keep(arena);
    return result;
  }

  private take(): Arena<Loops> {
    this.compiled ??= new Module(Buffer.from(this.base64, "base64"));
    const arena = this.kept ?? new Arena<Loops>(this.compiled);
    this.kept = undefined;
    arena.clear();
    return arena;
  }

  private keep(arena: Arena<Loops>): void {
    if (!arena.oversized) this.kept = arena;
  }
}
