import { build, type Metafile } from "esbuild";
import { join, resolve } from "node:path";

/** Folder of the whole project. */
export const PROJECT_DIR = resolve(__dirname, "..");

export interface LayerBundle {
  /** The whole of `layer/` and what it imports, as one CommonJS module. */
  readonly text: string;
  /** What went into it, by input file. */
  readonly metafile: Metafile;
}

/**
 * Bundles `layer/` with esbuild, minified, for Lambda's Node 24. The same sources give the same bytes: nothing in it
 * depends on the clock, the machine or where the project lies.
 */
export async function bundleLayer(): Promise<LayerBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: PROJECT_DIR,
    entryPoints: [join("layer", "index.ts")],
    // The workspace's TypeScript rather than its build, which may be older.
    conditions: ["source"],
    mainFields: ["module", "main"],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    loader: { ".wasm": "binary" },
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
    metafile: true,
    write: false,
  });
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error("esbuild wrote no bundle of layer/");
  return { text, metafile };
}
