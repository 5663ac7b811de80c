/**
 * Writes docs/configuration.md and infra/pipeline-args.ts; with `--check` compares them and exits 1 if one is outdated.
 * `npm run configuration`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { componentArgs } from "./component-args";
import { configurationPage } from "./configuration";

const files = { "docs/configuration.md": configurationPage(), "infra/pipeline-args.ts": componentArgs() };

for (const [name, text] of Object.entries(files)) {
  const file = join(__dirname, "../..", name);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    process.stderr.write(
      `${name} is not what the program reads: run \`npm run configuration\` and commit the result\n`,
    );
    process.exitCode = 1;
  }
}
