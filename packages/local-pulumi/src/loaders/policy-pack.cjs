/**
 * Loaded before Pulumi's runner into a policy pack's process, so that the pack answers sooner. The runner prepares to
 * compile TypeScript before it has seen the pack: here that waits for a pack that is not compiled yet. npm's package
 * tree, which only captured functions need, is not loaded at all.
 *
 * Plain JavaScript, because it runs before anything could compile it.
 */
const Module = require("node:module");
const path = require("node:path");

const { loadOnDemand, standInFor } = require("./on-demand.cjs");

/** The runner's own packages: the pack's copy of the SDK decides which. */
const fromPack = Module.createRequire(path.join(process.cwd(), "package.json"));
const fromSdk = Module.createRequire(fromPack.resolve("@pulumi/pulumi"));

loadOnDemand(fromSdk.resolve("@npmcli/arborist"));

/** Resolved as the runner resolves it; undefined where it would take what it brings along. */
function installed(name) {
  try {
    return { file: fromSdk.resolve(name), version: fromSdk(`${name}/package.json`).version };
  } catch {
    return undefined;
  }
}

const typescript = installed("typescript");
const tsNode = installed("ts-node");
if (typescript && tsNode) {
  loadOnDemand(typescript.file, { version: typescript.version });
  const standIn = standInFor(tsNode.file, { __esModule: true, VERSION: tsNode.version, register });
  function register(options) {
    const nodes = Module._extensions[".ts"];
    Module._extensions[".ts"] = (module, file) => {
      if (nodes) Module._extensions[".ts"] = nodes;
      else delete Module._extensions[".ts"];
      if (require.cache[tsNode.file] === standIn) delete require.cache[tsNode.file];
      require(tsNode.file).register(options);
      Module._extensions[".ts"](module, file);
    };
  }
}

/** Node.js keeps what it has compiled when a process ends by itself, and the pack is ended by a signal. */
process.once("SIGTERM", () => process.exit(0));

/** Its input ends with the process that started it, however that ends: the pack would listen for ever. */
process.stdin.once("end", () => process.exit(0)).resume();
process.stdin.unref?.();
