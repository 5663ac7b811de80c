/**
 * Loaded before the command line: compiles its TypeScript with esbuild, once, and keeps everything compiled for the next
 * start. Types are not checked (`npm run check` does that).
 *
 * Plain JavaScript, because it runs before anything could compile it.
 */
const { enableCompileCache } = require("node:module");
const path = require("node:path");

const { compileOnce } = require("./compile-cache.cjs");

const cacheDir = path.join(path.dirname(module.filename), "..", "..", "node_modules", ".cache", "image-pipeline");
// Before anything else is loaded.
enableCompileCache(path.join(cacheDir, "cli"));

const { version } = require("esbuild/package.json");
const settings = { loader: "ts", format: "cjs", platform: "node", target: "node24", sourcemap: "inline" };

const outputs = compileOnce({
  cacheDir: path.join(cacheDir, "typescript"),
  key: `esbuild ${version} ${JSON.stringify(settings)}`,
  compile: (code, file) => require("esbuild").transformSync(code, { ...settings, sourcefile: file }).code,
});

/** Source maps are read when a stack trace is looked at, which foreseen errors never are. */
Error.prepareStackTrace = (error, frames) => {
  delete Error.prepareStackTrace;
  require("@cspotcode/source-map-support").install({
    environment: "node",
    retrieveFile: (file) => outputs.get(file.replace(/^file:\/\//, "")) ?? "",
  });
  return Error.prepareStackTrace(error, frames);
};
