import { createRequire } from "node:module";

import { Command, CommanderError } from "commander";
import pc from "picocolors";

import { exitCodes, explain } from "./command-line/errors";
import { commandUsage, helpWithExitCodes } from "./command-line/options";

const commandNames = [
  "start",
  "serve",
  "preview",
  "artifacts",
  "provider",
  "backfill",
  "redrive",
  "reconcile",
  "delete-image",
  "release",
  "diagram",
  "cost",
];

/** What each command's file exports. */
interface CommandModule {
  /** The command with its options and help; its action sets `process.exitCode`. */
  readonly command: () => Command;
}

const lazily = createRequire(__filename);

/** Runs a command line, without the interpreter and the script in `args`, and sets the exit code of the process. */
async function main(args: readonly string[]): Promise<void> {
  const cli = new Command("image-pipeline")
    .description("The image pipeline on this machine: its Pulumi program on embedded AWS services.")
    .configureHelp({ commandUsage, formatHelp: helpWithExitCodes, minWidthToWrap: 20 })
    .showHelpAfterError("--help shows the options.")
    .exitOverride();
  const [requested = ""] = args;
  // Loading the other commands' files would delay the start of the requested one.
  for (const name of commandNames.includes(requested) ? [requested] : commandNames) {
    const { command } = lazily(`./${name}`) as CommandModule;
    cli.addCommand(command().copyInheritedSettings(cli));
  }
  try {
    await cli.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error, args.includes("--json"));
  }
}

/**
 * Prints an error: one line for an expected one, the stack trace of any other.
 *
 * @returns the exit code
 */
function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const explanation = explain(error);
  if (explanation === undefined) {
    console.error(error);
    return exitCodes.failed;
  }
  const { code, message, exitCode } = explanation;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  else if (exitCode !== exitCodes.interrupted) process.stderr.write(`${pc.red("error")} ${code}: ${message}\n`);
  return exitCode;
}

void main(process.argv.slice(2));
