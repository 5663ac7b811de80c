// Compiles the .as files of this folder to -wasm.ts files: `node build.mjs`. The results are committed, so that nobody who
// only uses the package needs the compiler; a test compares the two.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { main } from "assemblyscript/asc";

/** Modules, and the files that each is made of. */
export const modules = {
  pixels: ["convolve", "colour"],
  "jpeg-blocks": ["entropy", "jpeg-blocks", "progressive", "kept-blocks", "idct"],
  "jpeg-encode": ["jpeg-encode"],
  png: ["png"],
};
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Part of every module: the first address that is free for whoever calls. */
const HEAP_START = "export function heapStart(): usize { return __heap_base; }";

/** The text of a module's -wasm.ts file. */
export async function compile(name) {
  const parts = await Promise.all(modules[name].map((part) => readFile(here(`${part}.as`), "utf8")));
  const source = [...parts, HEAP_START].join("\n");
  const entry = `${name}.ts`;
  let wasm;
  const { error, stderr } = await main(
    [entry, "-o", `${name}.wasm`, "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"],
    {
      readFile: (file) => (file === entry ? source : null),
      writeFile: (_, contents) => (wasm = contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${name} does not compile: ${stderr.toString()}`);
  const base64 = Buffer.from(wasm).toString("base64");
  const lines = base64.match(/.{1,100}/g).map((line) => `  "${line}"`);
  const constant = `${name.toUpperCase().replaceAll("-", "_")}_WASM`;
  return `// Made by build.mjs.\nexport const ${constant} =\n${lines.join(" +\n")};\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const name of Object.keys(modules)) await writeFile(here(`${name}-wasm.ts`), await compile(name));
}
