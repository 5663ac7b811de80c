import { build, type Metafile } from "esbuild";
import { join, relative, resolve } from "node:path";

/** The project's root folder. */
export const PROJECT_DIR = resolve(__dirname, "..");

export interface LayerBundle {
  /** `layer/` with everything that it imports, as one CommonJS module. */
  readonly text: string;
  /** Bytes of the bundle by input file. */
  readonly metafile: Metafile;
}

/**
 * Bundles `layer/` with esbuild, minified, for Lambda's Node 24. The same sources give the same bytes, whatever the
 * time, the machine and the project's folder.
 */
export async function bundleLayer(): Promise<LayerBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: PROJECT_DIR,
    entryPoints: [join("layer", "index.ts")],
    // The TypeScript of the workspaces rather than their builds, which may be outdated.
    conditions: ["source"],
    mainFields: ["module", "main"],
    // Only jimp's own `fromBuffer` uses them, and one has no licence.
    alias: { "exif-parser": "./layer/absent.ts", "file-type": "./layer/absent.ts" },
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

/** WebAssembly of the WebP codecs, which the bundle loads from its own folder with the first WebP image. */
const codecs = [
  "@image-pipeline/fast-jimp/libwebp/webp-decode.wasm",
  "@image-pipeline/fast-jimp/libwebp/webp-encode.wasm",
];

/** Files that the layer has beside its bundle; relative to the project, so that they are the same on every machine. */
export const wasmFiles = (): string[] => codecs.map((file) => relative(PROJECT_DIR, require.resolve(file)));
