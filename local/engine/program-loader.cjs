/**
 * Loaded before Pulumi's runner into the program's process: compiles the program's TypeScript with ts-node, exactly as
 * the runner itself would have it done (the text that a function is captured as must be the same), but keeps what came
 * out for the next start. TypeScript is then loaded only where something has changed.
 *
 * Plain JavaScript, because it runs before anything could compile it. Environment: `PROGRAM_CACHE` (folder) and
 * `PROGRAM_TSCONFIG` (file, which need not exist).
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const { PROGRAM_CACHE: cacheDir, PROGRAM_TSCONFIG: tsconfig } = process.env;
const fromProgram = Module.createRequire(path.join(path.dirname(tsconfig), "index.js"));
const versions = ["typescript", "ts-node"].map((name) => fromProgram(`${name}/package.json`).version);
/** This file is part of what an output depends on. */
const loader = fs.readFileSync(module.filename, "utf8");
const settings = fs.existsSync(tsconfig) ? fs.readFileSync(tsconfig, "utf8") : "";
/** Compiled text by file, with its source map at the end. */
const outputs = new Map();
let service;

function compile(code, file) {
  service ??= fromProgram("ts-node").create({
    compiler: fromProgram.resolve("typescript"),
    transpileOnly: true,
    project: tsconfig,
    skipProject: settings === "",
    // The runner's own defaults, below what the project says.
    compilerOptions: {
      target: "ES2020",
      module: "nodenext",
      moduleResolution: "nodenext",
      sourceMap: "true",
      ...fromProgram("@pulumi/pulumi/tsutils").loadTypeScriptCompilerOptions(tsconfig),
    },
  });
  return service.compile(code, file);
}

function cached(code, file) {
  const key = createHash("sha256")
    .update([...versions, settings, loader, file, code].join("\0"))
    .digest("hex");
  const entry = path.join(cacheDir, `${key}.js`);
  try {
    return fs.readFileSync(entry, "utf8");
  } catch {
    const output = compile(code, file);
    fs.mkdirSync(cacheDir, { recursive: true });
    const temporary = `${entry}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, output);
    fs.renameSync(temporary, entry);
    return output;
  }
}

Module._extensions[".ts"] = (module, file) => {
  const output = cached(fs.readFileSync(file, "utf8"), file);
  outputs.set(file, output);
  module._compile(output, file);
};

/** The runner's own packages: it need not lie where the program does. */
const fromSdk = Module.createRequire(fromProgram.resolve("@pulumi/pulumi"));

/**
 * Every captured function has Pulumi read the whole tree of installed packages. It does not change while a program runs:
 * one reading serves them all.
 */
function readPackageTreeOnce() {
  const { prototype } = fromSdk("@npmcli/arborist").Arborist;
  const { loadActual } = prototype;
  const trees = new Map();
  prototype.loadActual = function (...args) {
    if (args.length > 0) return loadActual.apply(this, args);
    if (!trees.has(this.path)) trees.set(this.path, loadActual.call(this));
    return trees.get(this.path);
  };
}
readPackageTreeOnce();

/**
 * Source maps are read only when an error is about to be shown: Pulumi takes a stack trace for every resource, so the
 * runner's own mapping, which maps each of them, is left out.
 */
const runnersMapping = fromSdk.resolve("source-map-support/register");
require.cache[runnersMapping] = Object.assign(new Module(runnersMapping), { filename: runnersMapping, loaded: true });
function mapStackTraces() {
  fromProgram("@cspotcode/source-map-support").install({
    environment: "node",
    retrieveFile: (file) => outputs.get(file) ?? "",
  });
}
for (const event of ["uncaughtException", "unhandledRejection"]) process.prependOnceListener(event, mapStackTraces);
