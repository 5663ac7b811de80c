/**
 * Loaded before Pulumi's runner into the program's process: what was compiled once is not compiled again.
 *
 * Plain JavaScript, because it runs before anything could compile it. Environment: `PROGRAM_CACHE` (folder) and
 * `PROGRAM_TSCONFIG` (file, which need not exist).
 */
const Module = require("node:module");
const path = require("node:path");

const { compileOnce } = require("./compile-cache.cjs");
const { likeTheRunner } = require("./like-the-runner.cjs");
const { collectLessForDebugging, loadLessOfRunner } = require("./sdk-shortcuts.cjs");

const { PROGRAM_CACHE: cacheDir, PROGRAM_TSCONFIG: tsconfig } = process.env;
const fromProgram = Module.createRequire(path.join(path.dirname(tsconfig), "index.js"));
/** The runner's own packages: it need not lie where the program does. */
const fromSdk = Module.createRequire(fromProgram.resolve("@pulumi/pulumi"));

const runner = likeTheRunner(tsconfig, fromProgram);
if (runner === undefined) {
  // The SDK's runner compiles with what it brings along, then. Types are not checked, as everywhere here.
  Object.assign(process.env, { PULUMI_NODEJS_TYPESCRIPT: "true", PULUMI_NODEJS_TRANSPILE_ONLY: "true" });
} else {
  mapStackTraces(compileOnce({ cacheDir, compilerOf: () => runner }));
  loadLessOfRunner(fromSdk);
  // With the program's first file: the runner has loaded the SDK by then.
  const load = Module._extensions[".ts"];
  Module._extensions[".ts"] = (module, file) => {
    Module._extensions[".ts"] = load;
    collectLessForDebugging(fromSdk);
    load(module, file);
  };
}

/**
 * Shows stack traces where the sources are. Source maps are read only when an error is about to be shown, and before
 * the runner's own handler shows it.
 *
 * @param {Map<string, string>} outputs compiled text by file
 */
function mapStackTraces(outputs) {
  const install = () =>
    require("@cspotcode/source-map-support").install({
      environment: "node",
      retrieveFile: (file) => outputs.get(file) ?? "",
    });
  for (const event of ["uncaughtException", "unhandledRejection"]) process.prependOnceListener(event, install);
}
