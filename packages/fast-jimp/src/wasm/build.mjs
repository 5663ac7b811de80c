// Compiles the .as files of this folder to -wasm.ts files: `npm run wasm`. The results are committed, so that nobody who only
// uses the package needs the compiler; `npm run wasm -- --check` (part of `npm run check`) tells whether they are up to date.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { main } from "assemblyscript/asc";

/** Modules, and the files that each is made of. */
const modules = {
  pixels: ["convolve", "colour"],
  "jpeg-blocks": ["entropy", "jpeg-blocks", "progressive", "kept-blocks", "idct"],
  "jpeg-encode": ["jpeg-encode"],
  png: ["png"],
};
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Part of every module: the first address that is free for whoever calls. */
const HEAP_START = "export function heapStart(): usize { return __heap_base; }";

/** The text of a module's -wasm.ts file. */
async function compile(name) {
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

const { values: asked } = parseArgs({ options: { check: { type: "boolean", default: false } } });
for (const name of Object.keys(modules)) {
  const file = here(`${name}-wasm.ts`);
  const text = await compile(name);
  if (!asked.check) await writeFile(file, text);
  else if ((await readFile(file, "utf8")) !== text) {
    console.error(`${file} is not what its sources compile to. Run "npm run wasm" and commit the result.`);
    process.exitCode = 1;
  }
}
