import { readFileSync } from "node:fs";
import path from "node:path";

import type { ServedLocation } from "../../../commands/operate/served-stack";

/**
 * In place of the Pulumi CLI, which knows deployed stacks: `pulumi stack output NAME` of the stack `dev` that is
 * served.
 */
function main([command, subcommand, name, ...rest]: readonly string[]): void {
  if (command !== "stack" || subcommand !== "output" || name === undefined || rest.length > 0) {
    throw new Error(`expected pulumi stack output NAME, got ${[command, subcommand, name, ...rest].join(" ")}`);
  }
  const note = path.join(process.env["DOCS_WORKSPACE"] ?? "", ".local/served/dev.json");
  const { outputs } = JSON.parse(readFileSync(note, "utf8")) as ServedLocation;
  const value = (outputs as unknown as Readonly<Record<string, string | undefined>>)[name];
  if (value === undefined) throw new Error(`expected an output of the stack, got ${name}`);
  process.stdout.write(`${value}\n`);
}

main(process.argv.slice(2));
