import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { imageError, unsupported } from "../image-error";
import { MIB } from "../limits";
import { webAssembly } from "../wasm/engine";

/** What both modules of libwebp/ export. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Runs once, before anything else. */
  readonly _initialize: () => void;
  /** @returns 0 where there is no memory */
  readonly allocate: (bytes: number) => number;
  readonly release: (address: number) => void;
}

/** libwebp/decode.c. */
export interface DecoderExports extends Exports {
  readonly imageWidth: (file: number, bytes: number) => number;
  readonly imageHeight: (file: number, bytes: number) => number;
  readonly decode: (file: number, bytes: number, width: number, height: number, to: number) => number;
  readonly decodePlanes: (file: number, bytes: number, width: number, height: number, to: number) => number;
}

/** libwebp/encode.c. */
interface EncoderExports extends Exports {
  readonly encode: (rgba: number, width: number, height: number, quality: number, method: number) => number;
  readonly encodedBytes: () => number;
}

interface Modules {
  readonly decode: DecoderExports;
  readonly encode: EncoderExports;
}

/**
 * An instance of libwebp compiled to WebAssembly, and its memory. It serves one image: its memory never shrinks, and
 * what an image leaves there must not meet the next.
 */
export class Libwebp<Loops extends Exports> {
  constructor(readonly loops: Loops) {
    loops._initialize();
  }

  /**
   * Allocates bytes, not cleared. Invalidates existing views.
   *
   * @throws ImageError IMAGE_TOO_LARGE where WebAssembly's 4 GiB or the machine's memory do not suffice
   */
  allocate(bytes: number): number {
    const address = this.loops.allocate(bytes) >>> 0;
    if (address !== 0) return address;
    const memoryMb = Math.ceil(bytes / MIB);
    throw imageError("IMAGE_TOO_LARGE", `The image needs ${memoryMb} MiB more than libwebp can have.`, { memoryMb });
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

/**
 * Path of a WebAssembly file: in the folder of this file (a bundle is shipped with it, as in a Lambda layer), else in
 * this package.
 */
function pathOf(name: keyof Modules): string {
  const file = `webp-${name}.wasm`;
  const beside = join(__dirname, file);
  return existsSync(beside) ? beside : createRequire(__filename).resolve(`@image-pipeline/fast-jimp/libwebp/${file}`);
}

const compiled = new Map<string, object>();

/**
 * Loads a part of libwebp: its file is read and compiled once.
 *
 * @returns makes a new instance
 * @throws ImageError FORMAT_UNSUPPORTED where the JavaScript engine has no WebAssembly
 */
export async function loadLibwebp<Name extends keyof Modules>(name: Name): Promise<() => Libwebp<Modules[Name]>> {
  if (!webAssembly) throw unsupported("WebP, in a JavaScript engine without WebAssembly,", "webp");
  const { Instance } = webAssembly;
  // Only a successful compilation is kept: one that failed, of memory for example, must not fail every later image.
  const module = compiled.get(name) ?? (await webAssembly.compile(new Uint8Array(readFileSync(pathOf(name)))));
  compiled.set(name, module);
  return () => new Libwebp(new Instance(module, {}).exports as Modules[Name]);
}
