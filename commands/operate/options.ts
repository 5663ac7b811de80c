import { createRequire } from "node:module";

import { Command, InvalidArgumentError, Option } from "commander";

import { CliError, exitCodes } from "../command-line/errors";
import { interruptible } from "../command-line/interrupt";
import { jsonOption } from "../command-line/options";
import { refusedByAws } from "./aws-errors";
import type { ConnectedStack } from "./clients";
import { findStack, type StackLocation } from "./find-stack";
import { policyFor, type OperateCommand } from "./policies";

/** Modules that load the AWS SDK's clients, which takes a while: not for `--help` and `--policy`. */
const lazily = createRequire(__filename);

/** Options of every command that works on a stack that is up. */
export interface OperateOptions extends StackLocation {
  /** True: print the IAM policy that the command needs, and do nothing else. */
  readonly policy?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** A command that works on a stack that is up: deployed on AWS, or served on this machine. */
export function operateCommand(name: OperateCommand): Command {
  return new Command(name)
    .option("-s, --stack <name>", "stack to work on, as Pulumi has deployed it (with --local: dev unless it is given)")
    .option("--local", "the stack that npm run serve keeps up on this machine instead")
    .option("--outputs <file>", "take the stack's outputs from this file (of: pulumi stack output --json)")
    .option("--region <region>", "AWS region (default: the one in the stack's outputs)")
    .option("--dry-run", "say what would be done, and do nothing")
    .option("--policy", "print the IAM policy that this command needs for this stack, and do nothing")
    .addOption(jsonOption())
    .hook("preAction", (command) => {
      const { stack, local } = command.opts<{ stack?: string; local?: boolean }>();
      if (stack !== undefined) return;
      if (local !== true)
        command.error("error: expected --stack <name>, or --local for the stack that npm run serve keeps up here");
      command.setOptionValue("stack", SERVED_STACK);
    });
}

/** The stack that `npm run serve` brings up where none is named. */
const SERVED_STACK = "dev";

/** Option for the number of events a second. */
export const rateOption = (perSec: number) =>
  new Option("--rate <number>", "most events a second").default(perSec).argParser((text) => {
    const value = Number(text);
    if (!(value >= 0.1 && value <= 10_000)) throw new InvalidArgumentError("Expected a number 0.1..10000.");
    return value;
  });

/** A list of names, separated by commas. */
export const listOption = (flags: string, description: string) =>
  new Option(flags, description).argParser((text) => text.split(",").filter((name) => name !== ""));

/** A span of time in milliseconds: `90s`, `15m`, `6h`, `2d`. */
export function parseSpan(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const factor = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (factor === undefined) throw new InvalidArgumentError("Expected a number with s, m, h or d: 90s, 15m, 6h, 2d.");
  return Number(count) * factor;
}

/** How a command ended. */
export interface Outcome {
  /** For people. */
  readonly lines: readonly string[];
  /** What `--json` prints. */
  readonly document: object;
  /** True: something failed, or is found wrong and was left so. */
  readonly failed: boolean;
}

/** What AWS refuses for good is said in a line, wherever it is refused. */
const explained = (work: Promise<Outcome>): Promise<Outcome> =>
  work.catch((error: unknown) => {
    throw refusedByAws(error) ?? error;
  });

/**
 * Finds the stack and works on it, until the end or Ctrl-C: then what has begun is brought to its end, and what was
 * done is said.
 *
 * @returns the exit code
 */
export async function operate(
  name: OperateCommand,
  options: OperateOptions,
  work: (stack: ConnectedStack, signal: AbortSignal) => Promise<Outcome>,
): Promise<number> {
  const found = await findStack(options);
  if (options.policy === true) {
    process.stdout.write(`${JSON.stringify(policyFor(name, found), null, 2)}\n`);
    return exitCodes.ok;
  }
  const { connectStack } = lazily("./clients") as typeof import("./clients");
  const stack = connectStack(found);
  let outcome: Promise<Outcome> | undefined;
  let interrupted = false;
  try {
    await interruptible((signal) => (outcome = explained(work(stack, signal)))).catch((error: unknown) => {
      if (!(error instanceof CliError && error.code === "INTERRUPTED") || outcome === undefined) throw error;
      interrupted = true;
    });
    if (outcome === undefined) return exitCodes.failed;
    const { lines, document, failed } = await outcome;
    const text =
      options.json === true
        ? JSON.stringify({ ...document, ...(interrupted ? { interrupted } : {}) }, null, 2)
        : [...lines, ...(interrupted ? ["interrupted before the end"] : [])].join("\n");
    process.stdout.write(`${text}\n`);
    if (interrupted) return exitCodes.interrupted;
    return failed ? exitCodes.failed : exitCodes.ok;
  } finally {
    stack.close();
  }
}
