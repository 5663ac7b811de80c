/**
 * Modules that are loaded when something of them is asked for. Pulumi's runners load some that a run rarely uses, npm's
 * package tree the largest of them: two thirds of all modules.
 */
const Module = require("node:module");

/**
 * Puts something in a module's place that loads it at the first property that is not in `known`.
 *
 * @param {string} file its resolved path
 * @param {object} [known] properties that need no loading. Default: none
 */
function loadOnDemand(file, known = {}) {
  if (file in require.cache) return;
  const load = () => {
    if (require.cache[file] === standIn) delete require.cache[file];
    return require(file);
  };
  const exports = new Proxy(
    // What `import *` makes of a module that says so is the module itself, not a copy of its properties.
    { __esModule: true, ...known },
    {
      get: (facts, property) => (property in facts ? facts[property] : load()[property]),
      has: (facts, property) => property in facts || property in load(),
    },
  );
  const standIn = standInFor(file, exports);
}

/** Puts `exports` in a module's place. */
function standInFor(file, exports) {
  const standIn = Object.assign(new Module(file), { filename: file, loaded: true, exports });
  require.cache[file] = standIn;
  return standIn;
}

module.exports = { loadOnDemand, standInFor };
