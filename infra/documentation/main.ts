/** Writes docs/configuration.md; with `--check` compares it and exits 1 if it is outdated. `npm run configuration` */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { configurationPage } from "./configuration";

const FILE = join(__dirname, "../../docs/configuration.md");

if (!process.argv.includes("--check")) writeFileSync(FILE, configurationPage());
else if (readFileSync(FILE, "utf8") !== configurationPage()) {
  process.stderr.write(
    "docs/configuration.md is not what the program reads: run `npm run configuration` and commit the result\n",
  );
  process.exitCode = 1;
}
