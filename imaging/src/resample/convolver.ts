import { CONVOLVE_WASM } from "./wasm/convolve-wasm";

/** The loops of wasm/convolve.as; addresses and lengths in bytes. */
interface Loops {
  acrossBytes: (
    ...args: [
      src: number,
      stride: number,
      rows: number,
      starts: number,
      weights: number,
      taps: number,
      count: number,
      out: number,
      outStride: number,
    ]
  ) => void;
  acrossPixels: Loops["acrossBytes"];
  down: (
    ...args: [
      src: number,
      stride: number,
      width: number,
      starts: number,
      weights: number,
      taps: number,
      count: number,
      out: number,
      outStride: number,
    ]
  ) => void;
  widen: (src: number, out: number, pixels: number) => void;
  premultiply: (src: number, out: number, pixels: number) => void;
  narrow: (src: number, out: number, count: number) => void;
  unpremultiply: (src: number, out: number, pixels: number) => void;
}

/** The part of WebAssembly's JavaScript interface that is used; TypeScript knows it only together with the browser's. */
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
/** Above it the memory is given back after a resize. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** Loops may read that far beyond what they were given. */
const SLACK_BYTES = 64;

let compiled: object | undefined;
let kept: Convolver | undefined;

/** WebAssembly's memory and the loops that work in it. Nothing in it outlives the call it was allocated for. */
export class Convolver {
  readonly loops: Loops;
  private readonly memory = new Memory({ initial: 16 });
  private used = 0;

  private constructor() {
    compiled ??= new Module(Buffer.from(CONVOLVE_WASM, "base64"));
    const { exports } = new Instance(compiled, { env: { memory: this.memory } });
    this.loops = exports as Loops;
  }

  /** Calls back with an empty convolver. */
  static use<Result>(work: (convolver: Convolver) => Result): Result {
    const convolver = (kept ??= new Convolver());
    convolver.used = 0;
    try {
      return work(convolver);
    } finally {
      if (convolver.memory.buffer.byteLength > KEPT_BYTES) kept = undefined;
    }
  }

  /** Room for some bytes. @returns its address, a multiple of 16 */
  allocate(bytes: number): number {
    const address = this.used;
    this.used = (address + bytes + SLACK_BYTES + 15) & ~15;
    const missing = this.used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return address;
  }

  /** Room with these bytes in it. @returns its address */
  place(data: ArrayBufferView): number {
    const address = this.allocate(data.byteLength);
    this.bytes(address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return address;
  }

  /** A view, good until the next {@link allocate}. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  /** A view of 16-bit samples, good until the next {@link allocate}. */
  samples(address: number, length: number): Int16Array {
    return new Int16Array(this.memory.buffer, address, length);
  }
}
