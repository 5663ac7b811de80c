/**
 * For every captured function Pulumi reads the whole tree of installed packages, and looks at none of it where the
 * function brings no packages. Here it is read when it is looked at, and then once.
 */
const { standInFor } = require("./on-demand.cjs");

class TreeIsNeeded extends Error {}

/** A tree that nobody has looked at yet. `then` is asked by every await. */
const unread = new Proxy(
  {},
  {
    get(_, property) {
      if (property === "then") return undefined;
      throw new TreeIsNeeded(`package tree: ${String(property)} was asked for`);
    },
  },
);

/** @param {NodeRequire} fromSdk resolves what Pulumi's SDK resolves */
function readPackageTreeOnDemand(fromSdk) {
  const file = fromSdk.resolve("@npmcli/arborist");
  if (file in require.cache) return;
  const trees = new Map();
  let needed = false;
  class Arborist {
    constructor(options) {
      this.options = options;
    }
    loadActual() {
      if (!needed) return Promise.resolve(unread);
      const key = JSON.stringify(this.options);
      if (!trees.has(key)) trees.set(key, new (realArborist())(this.options).loadActual());
      return trees.get(key);
    }
  }
  let real;
  function realArborist() {
    if (real === undefined) {
      const standIn = require.cache[file];
      delete require.cache[file];
      real = require(file).Arborist;
      require.cache[file] = standIn;
    }
    return real;
  }
  standInFor(file, { __esModule: true, Arborist });

  /** Asks again, with the real tree, where the unread one was looked at. To be called when the SDK is loaded. */
  return function retryWithTree() {
    const { runtime } = fromSdk("@pulumi/pulumi");
    const { computeCodePaths } = runtime;
    runtime.computeCodePaths = async (...args) => {
      try {
        return await computeCodePaths(...args);
      } catch (error) {
        if (!(error instanceof TreeIsNeeded)) throw error;
        needed = true;
        return computeCodePaths(...args);
      }
    };
  };
}

module.exports = { readPackageTreeOnDemand };
