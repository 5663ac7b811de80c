import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

/** The part of WebAssembly that is used here; its types come with those of browsers, which a server has no use for. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** What Emscripten's factories take: a hook that makes the instance, in place of their own search for the file. */
interface EmscriptenOptions {
  readonly noInitialRun: boolean;
  /** Without it the factory makes a URL of its own module's address, which a CommonJS bundle does not have. */
  readonly locateFile: (name: string) => string;
  readonly instantiateWasm: (imports: object, use: (instance: object) => void) => object;
}

/** A codec's factory, as @jsquash/webp exports it. */
type CodecFactory<Codec> = (options: EmscriptenOptions) => Promise<Codec>;

/** A codec's module, loaded with `import()`. */
export interface CodecModule<Codec> {
  readonly default: CodecFactory<Codec>;
}

const compiled = new Map<string, object>();

/**
 * Bytes of a WebAssembly file: beside this file (where a bundle is shipped with it, as in a Lambda layer), else where its
 * package is installed.
 */
function readWasm(specifier: string): Buffer {
  const beside = join(__dirname, basename(specifier));
  return readFileSync(existsSync(beside) ? beside : createRequire(__filename).resolve(specifier));
}

/**
 * A new instance of a codec. The file is read and compiled once; the instance is new for every picture, because the memory
 * of an instance never shrinks.
 *
 * @param specifier the .wasm file, as it would be imported
 */
export async function instantiate<Codec>(factory: CodecFactory<Codec>, specifier: string): Promise<Codec> {
  // Kept only once it is there: a compilation that failed (of memory, say) must not fail every later image.
  const module = compiled.get(specifier) ?? (await wasm.compile(new Uint8Array(readWasm(specifier))));
  compiled.set(specifier, module);
  return factory({
    noInitialRun: true,
    locateFile: (name) => name,
    instantiateWasm(imports, use) {
      const instance = new wasm.Instance(module, imports);
      use(instance);
      return instance.exports;
    },
  });
}
