import { readFileSync } from "node:fs";
import { imageError, unsupported } from "../image-error";
import { MIB } from "../limits";
import { webAssembly } from "../wasm/engine";

/** What every codec that is compiled in this package exports. */
export interface CodecExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Runs once, before anything else. */
  readonly _initialize: () => void;
  /** @returns 0 where there is no memory */
  readonly allocate: (bytes: number) => number;
  readonly release: (address: number) => void;
}

/**
 * An instance of a codec compiled to WebAssembly, and its memory. It serves one image: its memory never shrinks, and
 * what an image leaves there must not meet the next.
 */
export class OwnCodec<Loops extends CodecExports> {
  constructor(
    readonly loops: Loops,
    private readonly name: string,
  ) {
    loops._initialize();
  }

  /**
   * Allocates bytes, not cleared. Invalidates existing views.
   *
   * @throws ImageError IMAGE_TOO_LARGE where WebAssembly's address space or the machine's memory do not suffice
   */
  allocate(bytes: number): number {
    const address = this.loops.allocate(bytes) >>> 0;
    if (address !== 0) return address;
    const memoryMb = Math.ceil(bytes / MIB);
    throw imageError("IMAGE_TOO_LARGE", `The image needs ${memoryMb} MiB more than ${this.name} can have.`, {
      memoryMb,
    });
  }

  /** Allocates a copy of bytes. */
  place(bytes: Uint8Array): number {
    const address = this.allocate(bytes.length);
    this.bytes(address, bytes.length).set(bytes);
    return address;
  }

  /** A view; valid until the next {@link allocate}, and until the memory is released. */
  bytes(address: number, length: number): Buffer {
    return Buffer.from(this.loops.memory.buffer, address, length);
  }
}

const compiled = new Map<string, object>();

/**
 * Loads a codec: its file is read and compiled once.
 *
 * @param pathOfFile looked up where there is an engine for it
 * @param names of its format, such as `WebP`, and of the codec
 * @returns makes a new instance
 * @throws ImageError FORMAT_UNSUPPORTED where the JavaScript engine has no WebAssembly
 */
export async function loadOwnCodec<Loops extends CodecExports>(
  pathOfFile: () => string,
  { title, name }: { readonly title: string; readonly name: string },
): Promise<() => OwnCodec<Loops>> {
  if (!webAssembly) throw unsupported(`${title}, in a JavaScript engine without WebAssembly,`, title.toLowerCase());
  const { Instance } = webAssembly;
  const file = pathOfFile();
  // Only a successful compilation is kept: one that failed, of memory for example, must not fail every later image.
  const module = compiled.get(file) ?? (await webAssembly.compile(new Uint8Array(readFileSync(file))));
  compiled.set(file, module);
  return () => new OwnCodec(new Instance(module, {}).exports as Loops, name);
}
