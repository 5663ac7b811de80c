import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { imageError } from "../image-error";
import { instantiate, type CodecFactory } from "./emscripten";

/** Formats whose decoders are packages of their own, used where they are installed. */
export type OptionalFormat = "avif" | ForeignFormat;

/** Formats whose decoders are packages of others. */
export type ForeignFormat = "heic" | "jxl";

/** What makes a decoder or an encoder, and its WebAssembly, in a package. */
interface CodecFiles {
  readonly name: string;
  /** Absent: the WebAssembly is this package's own. */
  readonly module?: string;
  readonly wasm: string;
}

interface CodecPackage extends CodecFiles {
  /** Name of the format, for people. */
  readonly title: "AVIF" | "HEIC" | "JPEG XL";
  /** Absent: the format is only read. */
  readonly encoder?: CodecFiles;
}

export const codecPackages: Readonly<Record<OptionalFormat, CodecPackage>> = {
  avif: {
    ...{ title: "AVIF", name: "@image-pipeline/fast-jimp", wasm: "libaom/av1-decode.wasm" },
    encoder: { name: "@jsquash/avif", module: "codec/enc/avif_enc.js", wasm: "codec/enc/avif_enc.wasm" },
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

/** In the folder of this file (a bundle may be shipped with it), else in its package. */
function lookUp({ name, module, wasm }: CodecFiles): string {
  if (module !== undefined) packages.resolve(`${name}/${module}`);
  const beside = join(__dirname, basename(wasm));
  return module === undefined && existsSync(beside) ? beside : packages.resolve(`${name}/${wasm}`);
}

/** Path of the WebAssembly of a format's decoder, or encoder; undefined where it is not installed. */
function installedWasm(files: CodecFiles): string | undefined {
  const known = found.get(files.wasm);
  if (known !== undefined) return known;
  try {
    const file = lookUp(files);
    found.set(files.wasm, file);
    return file;
  } catch {
    return undefined;
  }
}

/** Names of the formats whose decoders are installed, for people. */
export const installedTitles = (): string[] =>
  Object.values(codecPackages).flatMap((files) => (installedWasm(files) === undefined ? [] : [files.title]));

/**
 * Refuses a format whose decoder is not installed.
 *
 * @throws ImageError FORMAT_UNSUPPORTED, with how to switch it on
 */
export function requireInstalled(format: OptionalFormat, howToEnable: HowToEnable = {}): void {
  if (installedWasm(codecPackages[format]) !== undefined) return;
  const { title, name } = codecPackages[format];
  const how = howToEnable[format] ?? `Install the package ${name} to read them.`;
  throw imageError("FORMAT_UNSUPPORTED", `${title} images are not accepted here. ${how}`, { format: title });
}

/** Path of the WebAssembly of a format's decoder. @throws ImageError FORMAT_UNSUPPORTED where it is not installed */
export function wasmOf(format: OptionalFormat): string {
  requireInstalled(format);
  return installedWasm(codecPackages[format]) as string;
}

/** A new instance of what is installed. */
async function load<Codec>(title: string, files: Required<CodecFiles>): Promise<Codec> {
  const loaded = packages(`${files.name}/${files.module}`) as
    CodecFactory<Codec> | { readonly default: CodecFactory<Codec> };
  const factory = typeof loaded === "function" ? loaded : loaded.default;
  return instantiate(factory, () => installedWasm(files) as string, title);
}

const ofOthers = ({ name, module, wasm }: CodecFiles): Required<CodecFiles> => {
  if (module === undefined) throw new Error(`expected ${name} to have a module`);
  return { name, module, wasm };
};

/**
 * Paths of a format's decoder: its JavaScript and its WebAssembly.
 *
 * @throws ImageError FORMAT_UNSUPPORTED where it is not installed
 */
export function decoderFiles(format: ForeignFormat): { readonly file: string; readonly wasm: string } {
  requireInstalled(format);
  const files = codecPackages[format];
  return { file: packages.resolve(`${files.name}/${files.module}`), wasm: installedWasm(files) as string };
}

/**
 * A new instance of a format's encoder.
 *
 * @throws Error where it is not installed: that is no fault of an image
 */
export async function loadEncoder<Codec>(format: "avif"): Promise<Codec> {
  const { title, encoder } = codecPackages[format];
  if (!encoder || installedWasm(encoder) === undefined)
    throw new Error(`expected the package ${encoder?.name} to encode ${title}; install it`);
  return load(title, ofOthers(encoder));
}
