/** Writes THIRD_PARTY.md; with `--check` compares it and exits 1 if it is outdated. `npm run third-party` */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleLayer } from "../layer-bundle";
import { PROJECT_DIR } from "../project-files";
import { thirdParty } from ".";

const FILE = join(PROJECT_DIR, "THIRD_PARTY.md");

async function main(): Promise<void> {
  const text = thirdParty(await bundleLayer());
  if (!process.argv.includes("--check")) writeFileSync(FILE, text);
  else if (readFileSync(FILE, "utf8") !== text) {
    throw new Error("THIRD_PARTY.md is not what the layer holds: run `npm run third-party` and commit the result");
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
