// Compiles convolve.as to convolve-wasm.ts: `node build.mjs`. The result is committed, so that nobody who only uses the
// package needs the compiler; a test compares the two.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { main } from "assemblyscript/asc";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The text of convolve-wasm.ts. */
export async function compile() {
  const source = await readFile(here("convolve.as"), "utf8");
  const entry = "convolve.ts";
  let wasm;
  const { error, stderr } = await main(
    [entry, "-o", "convolve.wasm", "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"],
    {
      readFile: (name) => (name === entry ? source : null),
      writeFile: (_, contents) => (wasm = contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`convolve.as does not compile: ${stderr.toString()}`);
  const base64 = Buffer.from(wasm).toString("base64");
  const lines = base64.match(/.{1,100}/g).map((line) => `  "${line}"`);
  return `// Made of convolve.as by build.mjs.\nexport const CONVOLVE_WASM =\n${lines.join(" +\n")};\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await writeFile(here("convolve-wasm.ts"), await compile());
