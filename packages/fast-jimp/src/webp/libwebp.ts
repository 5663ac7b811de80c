import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { loadOwnCodec, type CodecExports, type OwnCodec } from "../codecs/own-codec";

/** libwebp/decode.c. */
export interface DecoderExports extends CodecExports {
  readonly imageWidth: (file: number, bytes: number) => number;
  readonly imageHeight: (file: number, bytes: number) => number;
  readonly decode: (file: number, bytes: number, width: number, height: number, to: number) => number;
  readonly decodePlanes: (file: number, bytes: number, width: number, height: number, to: number) => number;
}

/** libwebp/encode.c. */
interface EncoderExports extends CodecExports {
  readonly encode: (rgba: number, width: number, height: number, quality: number, method: number) => number;
  readonly encodedBytes: () => number;
}

interface Modules {
  readonly decode: DecoderExports;
  readonly encode: EncoderExports;
}

/** An instance of libwebp compiled to WebAssembly. */
export type Libwebp<Loops extends CodecExports> = OwnCodec<Loops>;

/**
 * Path of a WebAssembly file: in the folder of this file (a bundle is shipped with it, as in a Lambda layer), else in
 * this package.
 */
function pathOf(name: keyof Modules): string {
  const file = `webp-${name}.wasm`;
  const beside = join(__dirname, file);
  return existsSync(beside) ? beside : createRequire(__filename).resolve(`@image-pipeline/fast-jimp/libwebp/${file}`);
}

/**
 * Loads a part of libwebp: its file is read and compiled once.
 *
 * @returns makes a new instance
 * @throws ImageError FORMAT_UNSUPPORTED where the JavaScript engine has no WebAssembly
 */
export const loadLibwebp = <Name extends keyof Modules>(name: Name): Promise<() => Libwebp<Modules[Name]>> =>
  loadOwnCodec<Modules[Name]>(() => pathOf(name), { title: "WebP", name: "libwebp" });
