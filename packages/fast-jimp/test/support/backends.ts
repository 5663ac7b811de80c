import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import type * as Package from "../../src";
import type * as Decode from "../../src/jpeg/decode";
import type * as Encode from "../../src/jpeg/encode";
import type { Arena } from "../../src/loops/arena";
import type { Backend } from "../../src/loops/backend";
import type { LoopMemory } from "../../src/loops/memory";
import { LoopModule } from "../../src/loops/module";
import { seededRandom } from "./images";
import { renderWith, type Render } from "./render";

const SOURCES = join(__dirname, "..", "..", "src");

/**
 * Runs the same work on loops as WebAssembly and on their definitions in JavaScript, and expects the same bytes.
 *
 * @returns a function that does so, which returns the bytes
 */
export function bothOf<Loops>(wasm: string, define: (memory: LoopMemory) => Loops) {
  const compiled = new LoopModule(wasm, define, "wasm");
  const defined = new LoopModule(wasm, define, "javascript");
  return (work: (arena: Arena<Loops>) => Uint8Array): Uint8Array => {
    const expected = defined.use(work);
    expect(differenceOf(compiled.use(work), expected)).to.equal(undefined);
    return expected;
  };
}

/** The first difference of two results, in words: short where the results are long. */
export function differenceOf(wasm: Uint8Array, javascript: Uint8Array): string | undefined {
  if (wasm.length !== javascript.length)
    return `${wasm.length} bytes as WebAssembly, ${javascript.length} in JavaScript`;
  const at = wasm.findIndex((byte, i) => byte !== javascript[i]);
  return at < 0 ? undefined : `byte ${at} is ${wasm[at]} as WebAssembly, ${javascript[at]} in JavaScript`;
}

/** Random bytes, many of them at the ends of the range. */
export function randomBytes(seed: number, length: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, () => {
    const kind = random();
    return kind < 0.1 ? 0 : kind < 0.2 ? 255 : Math.floor(random() * 256);
  });
}

/** Random integers from `min` to `max`, many of them at the ends. */
export function randomInt16(seed: number, length: number, min = -32768, max = 32767): Int16Array {
  const random = seededRandom(seed);
  return Int16Array.from({ length }, () => {
    const kind = random();
    return kind < 0.05 ? min : kind < 0.1 ? max : min + Math.floor(random() * (max - min + 1));
  });
}

/** The parts of the package that tests compare. */
export type Parts = typeof Package & typeof Decode & typeof Encode & { readonly render: Render };

/** A copy of the package whose loops run on the backend. */
export function loadWith(backend: Backend): Parts {
  const { FAST_JIMP_WASM: before } = process.env;
  const load = createRequire(__filename);
  const ours = Object.keys(load.cache).filter((file) => file.startsWith(SOURCES));
  const kept = ours.map((file) => [file, load.cache[file]] as const);
  for (const file of ours) delete load.cache[file];
  if (backend === "javascript") process.env["FAST_JIMP_WASM"] = "0";
  else delete process.env["FAST_JIMP_WASM"];
  try {
    const { BACKEND } = load(join(SOURCES, "loops", "backend")) as { readonly BACKEND: Backend };
    if (BACKEND !== backend) throw new Error(`expected the backend ${backend}, got ${BACKEND}`);
    const main = load(join(SOURCES, "index")) as typeof Package;
    return {
      ...main,
      render: renderWith(main.createLazyJimp()),
      ...(load(join(SOURCES, "jpeg", "decode")) as typeof Decode),
      ...(load(join(SOURCES, "jpeg", "encode")) as typeof Encode),
    };
  } finally {
    if (before === undefined) delete process.env["FAST_JIMP_WASM"];
    else process.env["FAST_JIMP_WASM"] = before;
    for (const [file, module] of kept) load.cache[file] = module;
  }
}

/** What a file becomes: its bytes, or the code and the sentence of its refusal. */
export async function outcomeOf(work: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await work();
  } catch (error) {
    // The copies have a class of their own.
    if (!(error instanceof Error) || error.name !== "ImageError") throw error;
    return Buffer.from(`${(error as Error & { code: string }).code}: ${error.message}`);
  }
}
