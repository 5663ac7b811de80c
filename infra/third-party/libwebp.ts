import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ShippedPackage } from "./packages";

/** Beside the WebAssembly, wherever the package is installed. */
const folder = (): string =>
  join(dirname(require.resolve("@image-pipeline/fast-jimp/libwebp/webp-decode.wasm")), "notices");

/** What is compiled into fast-jimp's WebAssembly of WebP: name, version, SPDX identifier; the text has the name. */
const parts = [
  ["libwebp", "1.6.0", "BSD-3-Clause"],
  ["musl", "1.2.5", "MIT"],
  ["wasi-libc", "of Zig 0.14.1", "MIT"],
  ["zig", "0.14.1", "MIT"],
] as const;

/** libwebp, and the C library and the compiler's own parts that it is linked with. */
export const libwebpParts = (): ShippedPackage[] =>
  parts.map(([name, version, licence]) => ({
    ...{ name, version, licence },
    texts: { LICENSE: readFileSync(join(folder(), `${name}.txt`), "utf8").trim() },
  }));
