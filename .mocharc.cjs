const { availableParallelism } = require("node:os");

/** Of every run of mocha here. `npm test` says which files; `npx mocha FILE` runs some. */
module.exports = {
  extension: ["ts"],
  require: ["test/loader.cjs", "test/unhandled-rejections.cjs"],
  // The second as for the embedded run (packages/local-pulumi/src/loaders/node-flags.ts): what is loaded is hardly ever
  // copied.
  "node-option": ["conditions=source", "max-semi-space-size=64"],
  // Against hanging only: on a busy machine everything takes its time.
  timeout: 180_000,
  // One more than processors: the end-to-end tests mostly wait.
  jobs: availableParallelism() + 1,
  exit: true,
};
