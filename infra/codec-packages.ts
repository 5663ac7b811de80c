import { dirname, join, relative } from "node:path";
import type { OptionalFormat } from "../handlers/contract";
import { PROJECT_DIR } from "./layer-bundle";

/** A package that decodes a format, and encodes AVIF, and what of it is needed. */
interface CodecPackage {
  readonly name: string;
  /** Paths in the package. Its manifest and licences are among them. */
  readonly files: readonly string[];
  /** SPDX identifier. */
  readonly licence: string;
  readonly description: string;
}

/** Codecs that are no part of the main layer, unmodified, so that each may be replaced by another build of it. */
export const codecPackages: Readonly<Record<OptionalFormat, CodecPackage>> = {
  avif: {
    name: "@jsquash/avif",
    files: [
      ...["package.json", "LICENSE", "codec/dec/avif_dec.js", "codec/dec/avif_dec.wasm"],
      ...["codec/enc/avif_enc.js", "codec/enc/avif_enc.wasm"],
    ],
    licence: "Apache-2.0",
    description: "Decodes and encodes AVIF: libavif and libaom, as WebAssembly",
  },
  heic: {
    name: "libheif-js",
    files: [
      ...["package.json", "LICENSE", "libheif-wasm/LICENSE"],
      ...["libheif-wasm/libheif.js", "libheif-wasm/libheif.wasm"],
    ],
    licence: "LGPL-3.0",
    description: "Decodes HEIC: libheif and libde265, as WebAssembly",
  },
  jxl: {
    name: "@jsquash/jxl",
    files: ["package.json", "LICENSE", "codec/dec/jxl_dec.js", "codec/dec/jxl_dec.wasm"],
    licence: "Apache-2.0",
    description: "Decodes JPEG XL: libjxl, as WebAssembly",
  },
};

/** Files of a package by their path in it, relative to the project, so that they are the same on every machine. */
export function codecFiles(format: OptionalFormat): Readonly<Record<string, string>> {
  const { name, files } = codecPackages[format];
  const folder = dirname(require.resolve(`${name}/package.json`));
  return Object.fromEntries(files.map((file) => [file, relative(PROJECT_DIR, join(folder, file))]));
}
