import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { OptionalFormat } from "../../handlers/contract";
import { codecFiles, codecPackages } from "../codec-packages";
import { PROJECT_DIR } from "../project-files";

/** Software that is compiled into a codec's WebAssembly, beside what its package states: name and SPDX identifier. */
export const compiledIn: Readonly<Record<OptionalFormat, readonly (readonly [name: string, licence: string])[]>> = {
  avif: [
    ["libavif", "BSD-2-Clause"],
    ["libaom", "BSD-2-Clause"],
    ["simde", "MIT"],
    ["musl", "MIT"],
    ["wasi-libc", "MIT"],
    ["zig", "MIT"],
  ],
  // Its package has the texts of libheif and libde265.
  heic: [],
  jxl: [
    ["libjxl", "BSD-3-Clause"],
    ["brotli", "MIT"],
    ["skcms", "BSD-3-Clause"],
    ["highway", "Apache-2.0"],
  ],
};

/** Without a text of their own here: the package's LICENSE is the same text. */
const withPackageText: readonly string[] = ["highway"];

const HEAD = "Of others, compiled into the WebAssembly of this layer";

/** Texts by name: here, or beside the WebAssembly that fast-jimp compiles. */
function textOf(name: string): string {
  const here = join(__dirname, "compiled-in", `${name}.txt`);
  const compiled = join(dirname(require.resolve("@image-pipeline/fast-jimp/libaom/av1-decode.wasm")), "notices");
  return readFileSync(existsSync(here) ? here : join(compiled, `${name}.txt`), "utf8").trim();
}

/** Licences of what is compiled into a decoder; undefined where its package has all of them. */
export function codecNotices(format: OptionalFormat): string | undefined {
  const parts = compiledIn[format];
  if (parts.length === 0) return undefined;
  const texts = parts
    .filter(([name]) => !withPackageText.includes(name))
    .map(([name]) => `## ${name}\n\n\`\`\`text\n${textOf(name)}\n\`\`\`\n`);
  const list = parts.map(([name, licence]) => `${name} (${licence})`).join(", ");
  return [`# Third-party software\n\n${HEAD}: ${list}.\n`, ...texts].join("\n");
}

/** The section on decoders of THIRD_PARTY.md, which the main layer does not hold. */
export function codecSection(): string {
  const rows = Object.entries(codecPackages).map(([format, { name, licence }]) => {
    const manifest = codecFiles(format as OptionalFormat)[`${name}/package.json`] ?? "";
    const { version } = JSON.parse(readFileSync(resolve(PROJECT_DIR, manifest), "utf8")) as {
      readonly version: string;
    };
    const inside = compiledIn[format as OptionalFormat].map(([part, of]) => `${part} (${of})`).join(", ");
    return `| ${name} | ${version} | ${licence} | ${inside} | \`${format}\` |`;
  });
  return [
    "## In layers of their own",
    "",
    "Decoders of single formats, unmodified and replaceable, each in a layer that a setting adds, with its licences.",
    "",
    "| package | version | licence | compiled in | setting |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
