import { createRequire } from "node:module";
import { imageError } from "../image-error";
import { instantiate, type CodecFactory } from "./emscripten";

/** Formats whose decoders are packages of their own, used where they are installed. */
export type OptionalFormat = "avif" | "heic" | "jxl";

/** What makes a decoder or an encoder, and its WebAssembly, in a package. */
interface CodecFiles {
  readonly module: string;
  readonly wasm: string;
}

interface CodecPackage extends CodecFiles {
  /** Name of the format, for people. */
  readonly title: "AVIF" | "HEIC" | "JPEG XL";
  readonly name: string;
  /** Absent: the format is only read. */
  readonly encoder?: CodecFiles;
}

export const codecPackages: Readonly<Record<OptionalFormat, CodecPackage>> = {
  avif: {
    ...{ title: "AVIF", name: "@jsquash/avif", module: "codec/dec/avif_dec.js", wasm: "codec/dec/avif_dec.wasm" },
    encoder: { module: "codec/enc/avif_enc.js", wasm: "codec/enc/avif_enc.wasm" },
  },
  heic: { title: "HEIC", name: "libheif-js", module: "libheif-wasm/libheif.js", wasm: "libheif-wasm/libheif.wasm" },
  jxl: { title: "JPEG XL", name: "@jsquash/jxl", module: "codec/dec/jxl_dec.js", wasm: "codec/dec/jxl_dec.wasm" },
};

/** How to switch on a format whose package is not installed: a sentence of the refusal. */
export type HowToEnable = Partial<Readonly<Record<OptionalFormat, string>>>;

// Looked up from here, and in the folders of NODE_PATH: in a Lambda layer of their own they are found as well.
const packages = createRequire(__filename);

/** Paths by what was looked up. */
const found = new Map<string, string>();

/** Path of the WebAssembly of a format's decoder, or encoder; undefined where it is not installed. */
function installedWasm(format: OptionalFormat, files: CodecFiles = codecPackages[format]): string | undefined {
  const { name } = codecPackages[format];
  const specifier = `${name}/${files.wasm}`;
  const known = found.get(specifier);
  if (known !== undefined) return known;
  try {
    packages.resolve(`${name}/${files.module}`);
    const file = packages.resolve(specifier);
    found.set(specifier, file);
    return file;
  } catch {
    return undefined;
  }
}

/** Names of the formats whose decoders are installed, for people. */
export const installedTitles = (): string[] =>
  Object.entries(codecPackages).flatMap(([format, { title }]) =>
    installedWasm(format as OptionalFormat) === undefined ? [] : [title],
  );

/**
 * Refuses a format whose decoder is not installed.
 *
 * @throws ImageError FORMAT_UNSUPPORTED, with how to switch it on
 */
export function requireInstalled(format: OptionalFormat, howToEnable: HowToEnable = {}): void {
  if (installedWasm(format) !== undefined) return;
  const { title, name } = codecPackages[format];
  const how = howToEnable[format] ?? `Install the package ${name} to read them.`;
  throw imageError("FORMAT_UNSUPPORTED", `${title} images are not accepted here. ${how}`, { format: title });
}

/** A new instance of what is installed. */
async function load<Codec>(format: OptionalFormat, files: CodecFiles): Promise<Codec> {
  const { title, name } = codecPackages[format];
  const loaded = packages(`${name}/${files.module}`) as CodecFactory<Codec> | { readonly default: CodecFactory<Codec> };
  const factory = typeof loaded === "function" ? loaded : loaded.default;
  return instantiate(factory, () => installedWasm(format, files) as string, title);
}

/**
 * A new instance of a format's decoder. Its package is loaded by the first image that needs it.
 *
 * @throws ImageError FORMAT_UNSUPPORTED where it is not installed
 */
export async function loadCodec<Codec>(format: OptionalFormat): Promise<Codec> {
  requireInstalled(format);
  return load(format, codecPackages[format]);
}

/**
 * Paths of a format's decoder: its JavaScript and its WebAssembly.
 *
 * @throws ImageError FORMAT_UNSUPPORTED where it is not installed
 */
export function decoderFiles(format: OptionalFormat): { readonly file: string; readonly wasm: string } {
  requireInstalled(format);
  const { name, module } = codecPackages[format];
  return { file: packages.resolve(`${name}/${module}`), wasm: installedWasm(format) as string };
}

/**
 * A new instance of a format's encoder.
 *
 * @throws Error where it is not installed: that is no fault of an image
 */
export async function loadEncoder<Codec>(format: "avif"): Promise<Codec> {
  const { title, name, encoder } = codecPackages[format];
  if (!encoder || installedWasm(format, encoder) === undefined)
    throw new Error(`expected the package ${name} to encode ${title}; install it`);
  return load(format, encoder);
}
