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
  let isNeeded = false;
  let real;
  const standIn = standInFor(file, {
    // Asked by the SDK's import of it. Once the SDK is loaded, what reads the tree can be told to read it again.
    get __esModule() {
      void Promise.resolve().then(readAgainWhereNeeded);
      return true;
    },
    Arborist: class {
      constructor(options) {
        this.options = options;
      }
      async loadActual() {
        return isNeeded ? tree(this.options) : unread;
      }
    },
  });

  function tree(options) {
    if (real === undefined) {
      delete require.cache[file];
      real = require(file);
      require.cache[file] = standIn;
    }
    const key = JSON.stringify(options);
    if (!trees.has(key)) trees.set(key, new real.Arborist(options).loadActual());
    return trees.get(key);
  }

  let isWatched = false;
  function readAgainWhereNeeded() {
    if (isWatched) return;
    isWatched = true;
    const { runtime } = fromSdk("@pulumi/pulumi");
    const { computeCodePaths } = runtime;
    runtime.computeCodePaths = async (...args) => {
      try {
        return await computeCodePaths(...args);
      } catch (error) {
        if (!(error instanceof TreeIsNeeded)) throw error;
        isNeeded = true;
        return computeCodePaths(...args);
      }
    };
  }
}

module.exports = { readPackageTreeOnDemand };
