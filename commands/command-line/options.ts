import { Command, Help, InvalidArgumentError, Option } from "commander";

import { readTarget } from "@image-pipeline/local-pulumi";
import { type BringUpOptions, policyBeside } from "../stack/bring-up";
import { deployerRole } from "../stack/deployer-role";
import { exitCodes } from "./errors";
import type { VariantSettings } from "./variant-option";

/** Options of the commands that bring a stack up. */
export interface StackOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** Folder that keeps state and services for the next run. Default: nothing is kept. */
  readonly data?: string;
  /** Folder of the policy pack. Default: none runs. */
  readonly policyPack?: string;
  /** Configuration file of the policy pack. */
  readonly policyPackConfig?: string;
  /** True to deploy as a role with the policy that the project keeps for it. Default: as the account's root user. */
  readonly asDeployer?: boolean;
  /** Function executions that run at once in the account. Default: those of a new account. */
  readonly concurrency?: number;
  /** Variants in place of those of the stack's configuration. Default: its own. */
  readonly variant?: readonly VariantSettings[];
  /** True to print a line for each resource. Default: counts. */
  readonly verbose?: boolean;
}

/**
 * @param who whose role `--as-deployer` takes
 * @throws EngineError for a project, stack or configuration that cannot be read, CliError POLICY_MISSING
 */
export function bringUpOptions(options: StackOptions, who: "deployer" | "previewer" = "deployer"): BringUpOptions {
  const { variant: variants } = options;
  return {
    target: readTarget({ ...options, ...(variants && { config: { variants } }) }),
    dataDir: options.data,
    policyPack: options.policyPack,
    policyConfig: options.policyPackConfig,
    ...(options.concurrency !== undefined && { functionConcurrency: options.concurrency }),
    ...(options.asDeployer === true && { deployer: deployerRole(options.projectDir, who) }),
  };
}

/** The options as they are parsed, with the project in the working directory and the policy pack that it has. */
export function withProjectDefaults<Parsed extends Omit<StackOptions, "projectDir">>(
  parsed: Parsed,
): Parsed & StackOptions {
  // The project's configuration was not written for another pack.
  const project = parsed.policyPack === undefined ? policyBeside(".") : {};
  return {
    ...parsed,
    projectDir: ".",
    policyPack: parsed.policyPack ?? project.policyPack,
    policyPackConfig: parsed.policyPackConfig ?? project.policyConfig,
  };
}

export const stackOption = () =>
  new Option("-s, --stack <name>", "stack to use; its configuration is Pulumi.<name>.yaml").default("dev");

export const dataOption = (description: string) => new Option("--data <dir>", description);

/** Option for the account's limit of function executions, for commands that send images. */
export const concurrencyOption = () =>
  new Option(
    "--concurrency <number>",
    "function executions that run at once in the account, 1..1000; more of them wait (default: 10, a new account's)",
  ).argParser((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 1000) {
      throw new InvalidArgumentError("Expected an integer 1..1000.");
    }
    return value;
  });

export const verboseOption = () => new Option("--verbose", "print a line for each resource instead of counts");

export const quietOption = () => new Option("--quiet", "print what went wrong and the sums, and nothing else");

export const jsonOption = () => new Option("--json", "print one JSON document instead of text");

/** A command that brings a stack up: its options besides {@link dataOption}, which each command describes itself. */
export function stackCommand(name: string): Command {
  return new Command(name)
    .addOption(stackOption())
    .option("--policy-pack <dir>", "policy pack to run (default: policy/ of the project)")
    .option("--policy-pack-config <file>", "configuration of the pack (default: policy-config.json of the project)")
    .option(
      "--as-deployer",
      "deploy as a role with the project's deployer policy (preview: the previewer's), not as root",
    );
}

/** Option for a TCP port on 127.0.0.1; 0 means any free one. */
export const portOption = (description: string, flags = "--port <number>") =>
  new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 65535) {
      throw new InvalidArgumentError("Expected an integer 0..65535.");
    }
    return value;
  });

/** The usage line as people type it: each command has an npm script of its name. */
export function commandUsage(command: Command): string {
  if (command.parent === null) return `${command.name()} ${command.usage()}`;
  const script = command.name() === "start" ? "npm start" : `npm run ${command.name()}`;
  return `${script} -- ${command.usage()}`;
}

const exitCodeHelp: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.ok, "done"],
  [
    exitCodes.failed,
    "an image was refused or failed, a mandatory policy is violated, the program or a resource failed",
  ],
  [exitCodes.usage, "the command, a file or the configuration is invalid"],
  [exitCodes.machine, "not possible on this machine: the port is taken, the disk is full, a folder is not writable"],
  [exitCodes.interrupted, "interrupted"],
];

/** Commander's help with the exit codes at its end, in the terminal's width. */
export function helpWithExitCodes(command: Command, helper: Help): string {
  const termWidth = Math.max(...exitCodeHelp.map(([code]) => String(code).length));
  const lines = exitCodeHelp.map(([code, meaning]) => helper.formatItem(String(code), termWidth, meaning, helper));
  const help = Help.prototype.formatHelp.call(helper, command, helper);
  return [help, ...helper.formatItemList("Exit codes:", lines, helper)].join("\n");
}
