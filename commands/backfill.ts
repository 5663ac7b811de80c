import { createRequire } from "node:module";

import type { Command } from "commander";

import type { BackfillOptions } from "./operate/backfill";
import { listOption, operate, operateCommand, rateOption, type OperateOptions } from "./operate/options";

/** Modules that load the AWS SDK's clients, which takes a while: not for `--help`. */
const lazily = createRequire(__filename);

/** Events a second: less than a stack of the default size processes, so that uploads go on beside them. */
const RATE_PER_SEC = 20;

export function command(): Command {
  return operateCommand("backfill")
    .description("process what is in the source bucket again, or for the first time")
    .option("--prefix <prefix>", "only keys that begin with it (default: all that the stack processes)")
    .addOption(listOption("--variants <names>", "make only these variants (a,b)"))
    .option("--changed", "only originals whose record or results are not what the stack makes today")
    .addOption(rateOption(RATE_PER_SEC))
    .option("--resume", "go on where the last run with the same options stopped")
    .action(async (options: OperateOptions & BackfillOptions) => {
      process.exitCode = await operate("backfill", options, async (stack, signal) => {
        const { backfill } = lazily("./operate/backfill") as typeof import("./operate/backfill");
        const report = await backfill(stack, options, { err: process.stderr, signal });
        const { sent, unchanged, failed } = report;
        const verb = options.dryRun === true ? "would be sent" : "sent";
        const kept = options.changed === true ? `, ${unchanged} as they should be` : "";
        return {
          lines: [`${sent} originals ${verb} to be processed${kept}, ${failed} failed`],
          document: { stack: stack.name, dryRun: options.dryRun === true, ...report },
          failed: failed > 0,
        };
      });
    });
}
