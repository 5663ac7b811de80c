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

const ignore = (): void => undefined;

/**
 * A new instance of a codec. The file is read and compiled once; every image gets an instance of its own, because the
 * memory of an instance never shrinks.
 *
 * @param pathOfWasm path of its WebAssembly, looked up where there is an engine for it
 * @param title of its format, such as `WebP`
 * @throws ImageError FORMAT_UNSUPPORTED where the JavaScript engine has no WebAssembly: the codec is nothing else
 */
export async function instantiate<Codec>(
  factory: CodecFactory<Codec>,
  pathOfWasm: () => string,
  title: string,
): Promise<Codec> {
  if (!webAssembly) throw unsupported(`${title}, in a JavaScript engine without WebAssembly,`, title.toLowerCase());
  const { Instance } = webAssembly;
  const wasmFile = pathOfWasm();
  // Only a successful compilation is kept: one that failed, of memory for example, must not fail every later image.
  const module = compiled.get(wasmFile) ?? (await webAssembly.compile(new Uint8Array(readFileSync(wasmFile))));
  compiled.set(wasmFile, module);
  return factory({
    noInitialRun: true,
    locateFile: (name) => name,
    print: ignore,
    printErr: ignore,
    instantiateWasm(imports, use) {
      const instance = new Instance(module, imports);
      use(instance);
      return instance.exports;
    },
  });
}
