import { readFileSync } from "node:fs";
import { unsupported } from "../image-error";
import { webAssembly } from "../wasm/engine";

/** Options of Emscripten's factories: a hook that makes the instance instead of their own search for the file. */
interface EmscriptenOptions {
  readonly noInitialRun: boolean;
  /** Without it the factory derives a URL from `import.meta.url`, which a CommonJS bundle does not have. */
  readonly locateFile: (name: string) => string;
  readonly instantiateWasm: (imports: object, use: (instance: object) => void) => object;
  /** What the codec writes to its standard output and error. */
  readonly print: () => void;
  readonly printErr: () => void;
}

/** A codec's factory, as Emscripten makes it. */
export type CodecFactory<Codec> = (options: EmscriptenOptions) => Promise<Codec>;

const compiled = new Map<string, object>();

/**
 * Compiles a codec's WebAssembly, once.
 *
 * @param pathOfWasm path of its WebAssembly, looked up where there is an engine for it
 * @param title of its format, such as `WebP`
 * @throws ImageError FORMAT_UNSUPPORTED where the JavaScript engine has no WebAssembly: the codec is nothing else
 */
export async function compileCodec(pathOfWasm: () => string, title: string): Promise<object> {
  if (!webAssembly) throw unsupported(`${title}, in a JavaScript engine without WebAssembly,`, title.toLowerCase());
  const wasmFile = pathOfWasm();
  // Only a successful compilation is kept: one that failed, of memory for example, must not fail every later image.
  const module = compiled.get(wasmFile) ?? (await webAssembly.compile(new Uint8Array(readFileSync(wasmFile))));
  compiled.set(wasmFile, module);
  return module;
}

/**
 * Options that make an instance of what was compiled. A worker has a copy of this function's text: it refers to
 * nothing outside of itself.
 *
 * @param use gets the exports of the instance
 */
export function codecOptions(module: object, use: (exports: object) => void): EmscriptenOptions {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: { readonly Instance: new (module: object, imports: object) => { readonly exports: object } };
  };
  const ignore = (): void => undefined;
  return {
    noInitialRun: true,
    locateFile: (name) => name,
    print: ignore,
    printErr: ignore,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports);
      use(instance.exports);
      done(instance);
      return instance.exports;
    },
  };
}

/**
 * A new instance of a codec. Every image gets an instance of its own, because the memory of an instance never shrinks.
 *
 * @throws ImageError FORMAT_UNSUPPORTED, as of {@link compileCodec}
 */
export async function instantiate<Codec>(
  factory: CodecFactory<Codec>,
  pathOfWasm: () => string,
  title: string,
): Promise<Codec> {
  const module = await compileCodec(pathOfWasm, title);
  return factory(codecOptions(module, () => undefined));
}
