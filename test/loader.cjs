/**
 * Loaded before the tests: compiles TypeScript once. What functions are captured from is compiled as Pulumi's runner
 * would have it done, so that the text that is tested is the text that is deployed; the rest with esbuild, which is
 * faster.
 */
const { createRequire, enableCompileCache } = require("node:module");
const path = require("node:path");

const { compileOnce } = require("../packages/local-pulumi/src/loaders/compile-cache.cjs");
const { likeTheRunner } = require("../packages/local-pulumi/src/loaders/like-the-runner.cjs");
const { mapStackTraces, withEsbuild } = require("../packages/local-pulumi/src/loaders/with-esbuild.cjs");

const projectDir = path.join(path.dirname(module.filename), "..");
const cacheDir = path.join(projectDir, "node_modules", ".cache", "image-pipeline");
enableCompileCache(path.join(cacheDir, "tests"));

const fromProgram = createRequire(path.join(projectDir, "index.js"));
const runner = likeTheRunner(path.join(projectDir, "tsconfig.json"), fromProgram);
const program = ["index.ts", "infra/", "handlers/"].map((name) => path.join(projectDir, name));
const compilerOf = (file) => (program.some((start) => file.startsWith(start)) ? runner : withEsbuild);

mapStackTraces(compileOnce({ cacheDir: path.join(cacheDir, "typescript"), compilerOf }));

if (process.env.FAST_JIMP_WASM === "debug") require("../packages/fast-jimp/test/support/debug-wasm.cjs");
