import { build, type Metafile } from "esbuild";
import { basename, join } from "node:path";
import { joinModules } from "./joined-modules";
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

const ABSENT = "./layer/absent.ts";

/** Modules of jimp that are loaded with it and that nothing here uses; exif-parser has no licence. */
const alias = {
  "exif-parser": ABSENT,
  "file-type": ABSENT,
  "mime/lite.js": ABSENT,
  tinycolor2: ABSENT,
  "@jimp/types": "./layer/jimp-types.ts",
};

/** The module of `layer/` that another one requires with the first call that needs it, as `jimp.ts` does. */
const REQUIRED_LATER = "jimp-plugins";

/**
 * Bundles a module of `layer/` with esbuild, minified, for Lambda's Node 24. The same sources give the same bytes,
 * whatever the time, the machine and the project's folder.
 *
 * The bundle is split where modules are imported dynamically, so that a start reads and compiles nothing of clients and
 * codecs that it never uses. esbuild splits only ES modules. Node.js takes these from `require`, which Lambda has
 * switched off in its runtimes before Node.js 24 (AWS Lambda Developer Guide, "Building Lambda functions with Node.js",
 * experimental features) and says nothing of since; so they are converted afterwards.
 *
 * @param name of its file
 */
export async function bundleModule(name: string): Promise<LayerBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: PROJECT_DIR,
    entryPoints: [name, REQUIRED_LATER].map((module) => join("layer", `${module}.ts`)),
    // The TypeScript of the workspaces rather than their builds, which may be outdated.
    conditions: ["source"],
    mainFields: ["module", "main"],
    alias,
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
  const split = Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
  return { modules: await joinModules(split, metafile, `${name}.js`, { target: TARGET }), metafile };
}

/** Bundles `layer/`. */
export const bundleLayer = (): Promise<LayerBundle> => bundleModule("index");

/** WebAssembly of the WebP codecs, which the bundle loads from its own folder with the first WebP image. */
const codecs = [
  "@image-pipeline/fast-jimp/libwebp/webp-decode.wasm",
  "@image-pipeline/fast-jimp/libwebp/webp-encode.wasm",
];

/** Files that the layer has beside its bundle, as paths of assets. */
export const wasmFiles = (): string[] => codecs.map((file) => assetPath(require.resolve(file)));
