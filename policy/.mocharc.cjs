/** For the pack's tests alone: `npm test` in this folder. The repository's own run has another configuration. */
module.exports = {
  extension: ["ts"],
  require: ["tsx/cjs"],
  spec: ["test/**/*.test.ts"],
  timeout: 20_000,
  exit: true,
};
