/**
 * Loaded before Pulumi's runner into the program's process, so that the program is there sooner: what was compiled once
 * is not compiled again, and what nobody uses is not loaded.
 *
 * Plain JavaScript, because it runs before anything could compile it. Environment: `PROGRAM_CACHE` (folder) and
 * `PROGRAM_TSCONFIG` (file, which need not exist).
 */
const Module = require("node:module");
const path = require("node:path");

const { compileOnce } = require("./compile-cache.cjs");
const { likeTheRunner } = require("./like-the-runner.cjs");
const { standInFor } = require("./on-demand.cjs");
const { readPackageTreeOnDemand } = require("./package-tree.cjs");
const { leaveOutDebugging } = require("./without-debugging.cjs");

const { PROGRAM_CACHE: cacheDir, PROGRAM_TSCONFIG: tsconfig } = process.env;
const fromProgram = Module.createRequire(path.join(path.dirname(tsconfig), "index.js"));
/** The runner's own packages: it need not lie where the program does. */
const fromSdk = Module.createRequire(fromProgram.resolve("@pulumi/pulumi"));

readPackageTreeOnDemand(fromSdk);
const runner = likeTheRunner(tsconfig, fromProgram);
const outputs = compileOnce({ cacheDir, compilerOf: () => runner });

/** With the program's first file: the runner has loaded the SDK by then. */
const load = Module._extensions[".ts"];
Module._extensions[".ts"] = (module, file) => {
  Module._extensions[".ts"] = load;
  leaveOutDebugging(fromSdk);
  load(module, file);
};

/** Source maps are read only when an error is about to be shown: the runner's own mapping reads them at once. */
standInFor(fromSdk.resolve("source-map-support/register"), {});
function mapStackTraces() {
  fromProgram("@cspotcode/source-map-support").install({
    environment: "node",
    retrieveFile: (file) => outputs.get(file) ?? "",
  });
}
for (const event of ["uncaughtException", "unhandledRejection"]) process.prependOnceListener(event, mapStackTraces);

/** The engine asks for no traces: what would make them is left out. */
standInFor(fromSdk.resolve("@pulumi/pulumi/cmd/run/tracing"), {
  newSpan: (name) => fromSdk("@opentelemetry/api").trace.getTracer("none").startSpan(name),
});
