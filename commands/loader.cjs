/**
 * Loaded before the command line: compiles its TypeScript once, and keeps everything compiled for the next start.
 *
 * Plain JavaScript, because it runs before anything could compile it.
 */
const { enableCompileCache } = require("node:module");
const path = require("node:path");

const { compileOnce } = require("../packages/local-pulumi/src/loaders/compile-cache.cjs");
const { mapStackTraces, withEsbuild } = require("../packages/local-pulumi/src/loaders/with-esbuild.cjs");

const cacheDir = path.join(path.dirname(module.filename), "..", "node_modules", ".cache", "image-pipeline");
// Before anything else is loaded.
enableCompileCache(path.join(cacheDir, "cli"));
mapStackTraces(compileOnce({ cacheDir: path.join(cacheDir, "typescript"), compilerOf: () => withEsbuild }));
