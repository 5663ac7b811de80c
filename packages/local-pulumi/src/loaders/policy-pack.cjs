/**
 * Loaded before Pulumi's runner into a policy pack's process: the pack ends with the process that started it, and
 * answers sooner.
 *
 * Plain JavaScript, because it runs before anything could compile it.
 */
const Module = require("node:module");
const path = require("node:path");

const { loadCompilerOnDemand } = require("./sdk-shortcuts.cjs");

/** The runner's own packages: the pack's copy of the SDK decides which. */
const fromPack = Module.createRequire(path.join(process.cwd(), "package.json"));
loadCompilerOnDemand(Module.createRequire(fromPack.resolve("@pulumi/pulumi")));

/** Node.js keeps what it has compiled when a process ends by itself, and the pack is ended by a signal. */
process.once("SIGTERM", () => process.exit(0));

/** Its input ends with the process that started it, however that ends: the pack would listen for ever. */
process.stdin.once("end", () => process.exit(0)).resume();
process.stdin.unref?.();
