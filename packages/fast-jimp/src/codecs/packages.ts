import { createRequire } from "node:module";
import { imageError } from "../image-error";
import { instantiate, type CodecFactory } from "./emscripten";

/** Formats whose decoders are packages of their own, used where they are installed. */
export type OptionalFormat = "avif" | "heic" | "jxl";

interface CodecPackage {
  /** Name of the format, for people. */
  readonly title: "AVIF" | "HEIC" | "JPEG XL";
  readonly name: string;
  /** What makes the decoder, and its WebAssembly, in the package. */
  readonly module: string;
  readonly wasm: string;
}

export const codecPackages: Readonly<Record<OptionalFormat, CodecPackage>> = {
  avif: { title: "AVIF", name: "@jsquash/avif", module: "codec/dec/avif_dec.js", wasm: "codec/dec/avif_dec.wasm" },
  heic: { title: "HEIC", name: "libheif-js", module: "libheif-wasm/libheif.js", wasm: "libheif-wasm/libheif.wasm" },
  jxl: { title: "JPEG XL", name: "@jsquash/jxl", module: "codec/dec/jxl_dec.js", wasm: "codec/dec/jxl_dec.wasm" },
};

/** How to switch on a format whose package is not installed: a sentence of the refusal. */
export type HowToEnable = Partial<Readonly<Record<OptionalFormat, string>>>;

// Looked up from here, and in the folders of NODE_PATH: in a Lambda layer of their own they are found as well.
const packages = createRequire(__filename);

const found = new Map<OptionalFormat, string>();

/** Path of the WebAssembly of a format's decoder; undefined where it is not installed. */
function installedWasm(format: OptionalFormat): string | undefined {
  const known = found.get(format);
  if (known !== undefined) return known;
  const { name, module, wasm } = codecPackages[format];
  try {
    packages.resolve(`${name}/${module}`);
    const file = packages.resolve(`${name}/${wasm}`);
    found.set(format, file);
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

/**
 * A new instance of a format's decoder. Its package is loaded by the first image that needs it.
 *
 * @throws ImageError FORMAT_UNSUPPORTED where it is not installed
 */
export async function loadCodec<Codec>(format: OptionalFormat): Promise<Codec> {
  requireInstalled(format);
  const { title, name, module } = codecPackages[format];
  const loaded = packages(`${name}/${module}`) as CodecFactory<Codec> | { readonly default: CodecFactory<Codec> };
  const factory = typeof loaded === "function" ? loaded : loaded.default;
  return instantiate(factory, () => installedWasm(format) as string, title);
}
