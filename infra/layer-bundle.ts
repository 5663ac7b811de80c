import { build, transform, type Metafile } from "esbuild";
import { basename, join } from "node:path";
import { assetPath, PROJECT_DIR } from "./project-files";

export interface LayerBundle {
  /**
   * CommonJS modules by file name. `index.js` is `layer/`, with what it evaluates at its start; each of the others is
   * what several of them have in common, or what is loaded with the first call that needs it.
   */
  readonly modules: Readonly<Record<string, string>>;
  /** Bytes of the bundle by input file. */
  readonly metafile: Metafile;
}

const TARGET = "node24";

/**
 * Bundles `layer/` with esbuild, minified, for Lambda's Node 24. The same sources give the same bytes, whatever the
 * time, the machine and the project's folder.
 *
 * The bundle is split where `layer/` imports dynamically, so that a function's start reads and compiles nothing of
 * clients that it never calls. esbuild splits only ES modules. Node.js takes these from `require`, which Lambda has
 * switched off in its runtimes before Node.js 24 (AWS Lambda Developer Guide, "Building Lambda functions with Node.js",
 * experimental features) and says nothing of since; so they are converted afterwards, one by one.
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
    splitting: true,
    minify: true,
    platform: "node",
    target: TARGET,
    format: "esm",
    outdir: ".",
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    loader: { ".wasm": "binary" },
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
    metafile: true,
    write: false,
  });
  const modules = await Promise.all(
    outputFiles.map(async ({ path, text }) => [basename(path), await toCommonJs(text)] as const),
  );
  return { modules: Object.fromEntries(modules.sort(([a], [b]) => (a < b ? -1 : 1))), metafile };
}

async function toCommonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: TARGET,
    minify: true,
    // `require` later: a dynamic import would find the exports of a CommonJS module by reading its text.
    supported: { "dynamic-import": false },
    legalComments: "none",
    charset: "utf8",
  });
  return code;
}

/** WebAssembly of the WebP codecs, which the bundle loads from its own folder with the first WebP image. */
const codecs = [
  "@image-pipeline/fast-jimp/libwebp/webp-decode.wasm",
  "@image-pipeline/fast-jimp/libwebp/webp-encode.wasm",
];

/** Files that the layer has beside its bundle, as paths of assets. */
export const wasmFiles = (): string[] => codecs.map((file) => assetPath(require.resolve(file)));
