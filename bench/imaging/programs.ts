import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { RESULT_QUALITY, SQUARE_PX } from "./cells";
import type { Program } from "./process";
import { JAVASCRIPT, nodeRivals } from "./rivals";

/** Programs of the rivals that run on this machine, by name. */
export type Programs = ReadonlyMap<string, Program>;

/** What the layer has beside the bundle. */
const WEBP_FILES = ["webp-decode.wasm", "webp-encode.wasm"].map((name) => `@image-pipeline/fast-jimp/libwebp/${name}`);
/** Decoders in packages of their own are found here. */
const PACKAGES_DIR = join(__dirname, "../../node_modules");

/** What the layer has in place of modules that only jimp's own `fromBuffer` uses. */
const ABSENT = join(__dirname, "../../layer/absent.ts");

/** Bundles fast-jimp as the layer does (infra/layer-bundle.ts): one minified file of JavaScript. */
async function bundleFastJimp(outfile: string): Promise<void> {
  await build({
    entryPoints: [require.resolve("@image-pipeline/fast-jimp")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    conditions: ["source"],
    mainFields: ["module", "main"],
    alias: { "exif-parser": ABSENT, "file-type": ABSENT },
    legalComments: "none",
    charset: "utf8",
  });
  for (const file of WEBP_FILES) copyFileSync(require.resolve(file), join(dirname(outfile), basename(file)));
}

const hasPillow = (python: string): boolean =>
  spawnSync(python, ["-c", "import PIL"], { stdio: "ignore" }).status === 0;

/** Builds the rivals' programs, with Pillow's if `python` has it. */
export async function preparePrograms(python: string): Promise<Programs> {
  const dir = mkdtempSync(join(tmpdir(), "image-pipeline-bench-"));
  const [ours, worker] = [join(dir, "fast-jimp.cjs"), join(dir, "worker.cjs")];
  await bundleFastJimp(ours);
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
