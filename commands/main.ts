import { createRequire } from "node:module";

import { Command, CommanderError, InvalidArgumentError } from "commander";
import pc from "picocolors";

import { policyBeside } from "./stack/bring-up";
import { exitCodes, explain } from "./command-line/errors";
import type { artifacts } from "./artifacts";
import type { preview } from "./preview";
import type { provider } from "./provider";
import type { serve } from "./serve";
import type { start } from "./start";

/** Only the command that is asked for is loaded. */
const lazily = createRequire(__filename);

interface Common {
  readonly stack: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

const EXIT_CODE_HELP = `
Exit codes:
  ${exitCodes.ok}    everything was done
  ${exitCodes.failed}    a picture failed or was refused, a mandatory policy was violated, the program or a resource failed
  ${exitCodes.usage}    the command, a file or the configuration is not usable
  ${exitCodes.machine}    this machine does not let it: a taken port, a full disk, a folder that cannot be written
  ${exitCodes.interrupted}  interrupted`;

/**
 * Runs a command line.
 *
 * @param args without the interpreter and the script
 * @returns the exit code; never throws for what was foreseen
 */
export async function main(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok;
  const cli = new Command("image-pipeline")
    .description("The image pipeline on this machine: the real Pulumi program over embedded AWS services.")
    .showHelpAfterError()
    .exitOverride()
    .addHelpText("after", EXIT_CODE_HELP);

  withPolicy(
    command(cli, "start").argument("[paths...]", "pictures, and folders of pictures (default: the project's samples)"),
  )
    .description("bring the stack up, send pictures through it and keep the results")
    .option("--out <dir>", "folder of the results", "processed")
    .option("--data <dir>", "keep buckets, table and state here for the next run")
    .option("--json", "print one JSON document instead")
    .action(async (paths: string[], options: Common & { out: string }) => {
      const { start: run } = lazily("./start") as { start: typeof start };
      code = await run(paths, { ...withDefaults(options), out: options.out }, process.stdout);
    });
  withPolicy(command(cli, "serve"))
    .description("bring the stack up and keep it up on one endpoint, until Ctrl-C")
    .option("--port <number>", "port on 127.0.0.1", port, 4566)
    .option("--data <dir>", "keep buckets, table and state here for the next run")
    .action(async (options: Common & { port: number }) => {
      const { serve: run } = lazily("./serve") as { serve: typeof serve };
      code = await run({ ...withDefaults(options), port: options.port }, process.stdout);
    });
  withPolicy(command(cli, "preview"))
    .description("say what would be created or changed, and do nothing")
    .option("--data <dir>", "folder of an earlier run, to see what would change in it")
    .option("--diff", "show every property")
    .option("--json", "print one JSON document instead")
    .action(async (options: Common & { diff?: boolean }) => {
      const { preview: run } = lazily("./preview") as { preview: typeof preview };
      code = await run({ ...withDefaults(options), ...(options.diff && { diff: true }) }, process.stdout);
    });
  command(cli, "artifacts")
    .description("pack what the program would upload, and say how big it is")
    .option("--json", "print one JSON document instead")
    .action(async (options: Common) => {
      const { artifacts: run } = lazily("./artifacts") as { artifacts: typeof artifacts };
      code = await run({ projectDir: ".", stack: options.stack, ...(options.json && { json: true }) }, process.stdout);
    });
  cli
    .command("provider")
    .description("serve the local aws provider to the real Pulumi CLI (PULUMI_DEBUG_PROVIDERS=aws:PORT), until Ctrl-C")
    .option("--port <number>", "port of the provider on 127.0.0.1 (default: any free one)", port, 0)
    .option("--data <dir>", "keep buckets, table and queues here for the next run")
    .action(async (options: { port: number; data?: string }) => {
      const { provider: run } = lazily("./provider") as { provider: typeof provider };
      code = await run(options, process.stdout);
    });

  try {
    await cli.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return report(error, args.includes("--json"));
  }
}

function command(cli: Command, name: string): Command {
  return cli
    .command(name)
    .option("-s, --stack <name>", "stack: its configuration is Pulumi.<name>.yaml", "dev")
    .addHelpText("after", EXIT_CODE_HELP);
}

function withPolicy(subcommand: Command): Command {
  return subcommand
    .option("--policy-pack <dir>", "policy pack to ask (default: policy/ of the project)")
    .option("--policy-pack-config <file>", "its configuration (default: policy-config.json of the project)");
}

/** Another pack than the project's own gets no configuration that was not written for it. */
function withDefaults({ stack, data, json, policyPack, policyPackConfig }: Common) {
  const beside = policyPack === undefined ? policyBeside(".") : {};
  const pack = policyPack ?? beside.policyPack;
  const config = policyPackConfig ?? beside.policyConfig;
  return {
    projectDir: ".",
    stack,
    ...(data !== undefined && { data }),
    ...(json === true && { json }),
    ...(pack !== undefined && { policyPack: pack }),
    ...(config !== undefined && { policyPackConfig: config }),
  };
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError("expected a number 0..65535");
  return value;
}

/** One line for what was foreseen; the whole stack for what was not. */
function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const known = explain(error);
  if (known === undefined) {
    console.error(error);
    return exitCodes.failed;
  }
  const { code, message, exitCode } = known;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  else if (exitCode !== exitCodes.interrupted) process.stderr.write(`${pc.red("error")} ${code}: ${message}\n`);
  return exitCode;
}
