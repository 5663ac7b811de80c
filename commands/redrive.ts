import { createRequire } from "node:module";

import { InvalidArgumentError, type Command } from "commander";

import { operate, operateCommand, parseSpan, rateOption, type OperateOptions } from "./operate/options";

interface RedriveCommandOptions extends OperateOptions {
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly since?: number;
  /** Events a second. */
  readonly rate: number;
}

/** Modules that load the AWS SDK's clients, which takes a while: not for `--help`. */
const lazily = createRequire(__filename);

const RATE_PER_SEC = 20;

export function command(): Command {
  return operateCommand("redrive")
    .description("send dead letters back to where they came from, once their cause is mended")
    .option("--reason <code>", "only those with this reason (ResourceNotFoundException)")
    .option(
      "--since <time>",
      "only those of this time and later: ISO 8601, or a span before now (90s, 15m, 6h, 2d)",
      parseSince,
    )
    .addOption(rateOption(RATE_PER_SEC))
    .action(async ({ since, ...options }: RedriveCommandOptions) => {
      process.exitCode = await operate("redrive", options, async (stack, signal) => {
        const { redrive } = lazily("./operate/redrive") as typeof import("./operate/redrive");
        const report = await redrive(stack, { ...options, sinceMs: since }, { err: process.stderr, signal });
        const { sent, skipped, unreadable, failed, reasons } = report;
        const verb = options.dryRun === true ? "would be sent back" : "sent back";
        return {
          lines: [
            `${sent} dead letters ${verb}, ${skipped} not asked for, ${unreadable} without an event, ${failed} failed`,
            ...Object.entries(reasons).map(([code, count]) => `  ${count} ${code}`),
          ],
          document: { stack: stack.name, dryRun: options.dryRun === true, ...report },
          failed: failed + unreadable > 0,
        };
      });
    });
}

function parseSince(text: string): number {
  if (/^\d+[smhd]$/.test(text)) return Date.now() - parseSpan(text);
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError("Expected a time (2026-11-30T12:00:00Z) or a span (6h).");
  return time;
}
