import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { unsupported } from "../image-error";
import { webAssembly } from "../wasm/engine";

/** Options of Emscripten's factories: a hook that makes the instance instead of their own search for the file. */
interface EmscriptenOptions {
  readonly noInitialRun: boolean;
  /** Without it the factory derives a URL from `import.meta.url`, which a CommonJS bundle does not have. */
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
 * Bytes of a WebAssembly file: from the folder of this file (a bundle is shipped with it, as in a Lambda layer), else
 * from the installed package.
 */
function readWasm(specifier: string): Buffer {
  const beside = join(__dirname, basename(specifier));
  return readFileSync(existsSync(beside) ? beside : createRequire(__filename).resolve(specifier));
}

/**
 * A new instance of a codec. The file is read and compiled once; every image gets an instance of its own, because the
 * memory of an instance never shrinks.
 *
 * @param specifier the .wasm file, as it would be imported
 * @throws ImageError FORMAT_UNSUPPORTED where the JavaScript engine has no WebAssembly: libwebp is nothing else
 */
export async function instantiate<Codec>(factory: CodecFactory<Codec>, specifier: string): Promise<Codec> {
  if (!webAssembly) throw unsupported("WebP, in a JavaScript engine without WebAssembly,", "webp");
  const { Instance } = webAssembly;
  // Only a successful compilation is kept: one that failed, of memory for example, must not fail every later image.
  const module = compiled.get(specifier) ?? (await webAssembly.compile(new Uint8Array(readWasm(specifier))));
  compiled.set(specifier, module);
  return factory({
    noInitialRun: true,
    locateFile: (name) => name,
    instantiateWasm(imports, use) {
      const instance = new Instance(module, imports);
      use(instance);
      return instance.exports;
    },
  });
}
