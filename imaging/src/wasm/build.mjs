// Compiles the .as files of this folder to -wasm.ts files: `node build.mjs`. The results are committed, so that nobody who
// only uses the package needs the compiler; a test compares the two.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { main } from "assemblyscript/asc";

export const modules = ["convolve", "jpeg-blocks", "jpeg-colour"];
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The text of a module's -wasm.ts file. */
export async function compile(name) {
  const source = await readFile(here(`${name}.as`), "utf8");
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
  if (error) throw new Error(`${name}.as does not compile: ${stderr.toString()}`);
  const base64 = Buffer.from(wasm).toString("base64");
  const lines = base64.match(/.{1,100}/g).map((line) => `  "${line}"`);
  const constant = `${name.toUpperCase().replaceAll("-", "_")}_WASM`;
  return `// Made of ${name}.as by build.mjs.\nexport const ${constant} =\n${lines.join(" +\n")};\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const name of modules) await writeFile(here(`${name}-wasm.ts`), await compile(name));
}
