/**
 * Ends an installation with a dry run of the program, which leaves everything compiled that the first start needs. In CI
 * there is no first start to wait for. A failure is told by that start, not here.
 */
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const cli = ["--conditions=source", "--require", "./commands/loader.cjs", "commands/cli.ts"];
if (!process.env.CI) {
  spawnSync(process.execPath, [...cli, "preview", "--json"], {
    cwd: path.join(path.dirname(module.filename), ".."),
    stdio: "ignore",
    timeout: 60_000,
  });
}
