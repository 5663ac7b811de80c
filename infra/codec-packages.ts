import { dirname, join } from "node:path";
import type { OptionalFormat } from "../handlers/contract";
import { assetPath } from "./project-files";

/** What is needed of a package. */
interface PackageFiles {
  readonly name: string;
  /** Paths in the package. */
  readonly files: readonly string[];
}

/** A package that decodes a format, or encodes AVIF. Its manifest and licences are among its files. */
interface CodecPackage extends PackageFiles {
  /** Absent: the package has the decoder. */
  readonly decoder?: PackageFiles;
  /** SPDX identifier. */
  readonly licence: string;
  readonly description: string;
}

/** Codecs that are no part of the main layer, unmodified, so that each may be replaced by another build of it. */
export const codecPackages: Readonly<Record<OptionalFormat, CodecPackage>> = {
  avif: {
    name: "@jsquash/avif",
    files: ["package.json", "LICENSE", "codec/enc/avif_enc.js", "codec/enc/avif_enc.wasm"],
    decoder: { name: "@image-pipeline/fast-jimp", files: ["libaom/av1-decode.wasm"] },
    licence: "Apache-2.0",
    description: "Decodes and encodes AVIF: libaom and libavif, as WebAssembly",
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

/** Files of a format's packages, as paths of assets, by their path in `node_modules`. */
export function codecFiles(format: OptionalFormat): Readonly<Record<string, string>> {
  const { decoder, ...own } = codecPackages[format];
  const packages = decoder ? [own, decoder] : [own];
  const all = packages.flatMap(({ name, files }) => {
    const folder = dirname(require.resolve(`${name}/package.json`));
    return files.map((file) => [`${name}/${file}`, assetPath(join(folder, file))] as const);
  });
  return Object.fromEntries(all);
}
