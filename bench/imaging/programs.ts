import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { bundleModule, wasmFiles } from "../../infra/layer-bundle";
import { PROJECT_DIR } from "../../infra/project-files";
import { RESULT_QUALITY, SQUARE_PX } from "./cells";
import type { Program } from "./process";
import { JAVASCRIPT, nodeRivals } from "./rivals";

/** Programs of the rivals that run on this machine, by name. */
export type Programs = ReadonlyMap<string, Program>;

/** Decoders in packages of their own are found here. */
const PACKAGES_DIR = join(__dirname, "../../node_modules");

/** Writes the class of images as the layer has it. @returns the path of its module */
async function writeOurs(dir: string): Promise<string> {
  const { modules } = await bundleModule("jimp");
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(dir, name), text);
  for (const file of wasmFiles()) copyFileSync(resolve(PROJECT_DIR, file), join(dir, basename(file)));
  return join(dir, "jimp.js");
}

const hasPillow = (python: string): boolean =>
  spawnSync(python, ["-c", "import PIL"], { stdio: "ignore" }).status === 0;

/** Builds the rivals' programs, with Pillow's if `python` has it. */
export async function preparePrograms(python: string): Promise<Programs> {
  const dir = mkdtempSync(join(tmpdir(), "image-pipeline-bench-"));
  const worker = join(dir, "worker.cjs");
  const ours = await writeOurs(dir);
  await build({
    entryPoints: [join(__dirname, "worker.ts")],
    outfile: worker,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
  });
  const modules: Readonly<Record<string, string>> = { ours, [JAVASCRIPT]: ours, jimp: require.resolve("jimp") };
  const programs = nodeRivals.map((name): [string, Program] => [
    name,
    {
      name,
      command: process.execPath,
      args: [worker, name, modules[name] ?? require.resolve("sharp")],
      env: { FAST_JIMP_WASM: name === JAVASCRIPT ? "0" : "1", NODE_PATH: PACKAGES_DIR },
    },
  ]);
  if (hasPillow(python)) {
    const script = join(__dirname, "pillow_worker.py");
    programs.push(["pillow", { name: "pillow", command: python, args: [script, `${SQUARE_PX}`, `${RESULT_QUALITY}`] }]);
  }
  return new Map(programs);
}
