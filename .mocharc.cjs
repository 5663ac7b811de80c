const { availableParallelism } = require("node:os");

/** Of every run of mocha here. `npm test` says which files; `npx mocha FILE` runs some. */
module.exports = {
  extension: ["ts"],
  require: ["local/loaders/tests.cjs"],
  "node-option": ["conditions=source"],
  timeout: 20_000,
  jobs: Math.max(2, availableParallelism()),
  exit: true,
};
