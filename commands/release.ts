import { createRequire } from "node:module";

import type { Command } from "commander";

import { operate, operateCommand, type OperateOptions } from "./operate/options";

/** Modules that load the AWS SDK's clients, which takes a while: not for `--help`. */
const lazily = createRequire(__filename);

export function command(): Command {
  return operateCommand("release")
    .description("give every function the code of the last deployment, a tenth of its invocations first")
    .action(async (options: OperateOptions) => {
      process.exitCode = await operate("release", options, async (stack, signal) => {
        const { release, releaseLines } = lazily("./operate/release") as typeof import("./operate/release");
        const report = await release(stack, options, { err: process.stderr, signal });
        return {
          lines: releaseLines(stack.name, report),
          document: { stack: stack.name, dryRun: options.dryRun === true, ...report },
          failed: report.outcome === "rolledBack",
        };
      });
    });
}
