/**
 * Has `require` load this project's TypeScript, whatever the program is written in. The program's own files are loaded
 * as before.
 */
const Module = require("node:module");
const path = require("node:path");

const { compileOnce } = require("../packages/local-pulumi/src/loaders/compile-cache.cjs");
const { likeTheRunner } = require("../packages/local-pulumi/src/loaders/like-the-runner.cjs");

const projectDir = path.join(__dirname, "..");
const tsconfig = path.join(projectDir, "tsconfig.json");
const compiler = likeTheRunner(tsconfig, Module.createRequire(tsconfig));
if (compiler === undefined) {
  throw new Error(`the image pipeline's dependencies are not installed: run npm install in ${projectDir}`);
}

const loadOther = Module._extensions[".ts"] ?? Module._extensions[".js"];
const cacheDir = path.join(projectDir, "node_modules", ".cache", "image-pipeline", "component");
compileOnce({ cacheDir, compilerOf: () => compiler });
const loadOwn = Module._extensions[".ts"];
Module._extensions[".ts"] = (module, file) => {
  const load = file.startsWith(`${projectDir}${path.sep}`) ? loadOwn : loadOther;
  load(module, file);
};
