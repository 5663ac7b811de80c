import { createRequire } from "node:module";

import { Option, type Command } from "commander";

import { oneLine } from "@image-pipeline/local-pulumi/terminal";
import { operate, operateCommand, parseSpan, rateOption, type OperateOptions } from "./operate/options";
import type { ReconcileFinding, ReconcileOptions } from "./operate/reconcile";

interface ReconcileCommandOptions extends OperateOptions, Omit<ReconcileOptions, "minAgeMs"> {
  /** Milliseconds. */
  readonly minAge: number;
}

/** Modules that load the AWS SDK's clients, which takes a while: not for `--help`. */
const lazily = createRequire(__filename);

const RATE_PER_SEC = 20;

/** Milliseconds: an image takes seconds, and a busy stack minutes. */
const MIN_AGE_MS = 15 * 60_000;

/** Most findings that the JSON document holds; its counts are of all. */
const MAX_LISTED = 1000;

export function command(): Command {
  return operateCommand("reconcile")
    .description("compare the source with results and records: what is missing, stale or orphaned")
    .option("--prefix <prefix>", "only originals whose keys begin with it (default: all that the stack processes)")
    .option("--repair", "process missing and stale ones again, remove orphaned results and records")
    .addOption(
      new Option("--min-age <span>", "leave younger originals out: they may still be processed")
        .default(MIN_AGE_MS, "15m")
        .argParser(parseSpan),
    )
    .addOption(rateOption(RATE_PER_SEC))
    .option("--resume", "go on where the last run with the same options stopped")
    .action(async ({ minAge, ...options }: ReconcileCommandOptions) => {
      process.exitCode = await operate("reconcile", options, async (stack, signal) => {
        const { reconcile } = lazily("./operate/reconcile") as typeof import("./operate/reconcile");
        const findings: ReconcileFinding[] = [];
        const found = (finding: ReconcileFinding) => {
          if (options.json !== true) process.stdout.write(`${findingLine(finding)}\n`);
          else if (findings.length < MAX_LISTED) findings.push(finding);
        };
        const io = { err: process.stderr, signal, found };
        const { counts } = await reconcile(stack, { ...options, minAgeMs: minAge }, io);
        const { right, young, missing, stale, orphaned, kept, foreign, repaired, failed } = counts;
        const lines = [
          `${right} originals as they should be, ${young} too young to tell`,
          `${missing} missing, ${stale} stale, ${orphaned} orphaned; ${repaired} repaired, ${failed} failed`,
          ...(kept > 0 ? [`${kept} results without an original, which this stack keeps`] : []),
          ...(foreign > 0 ? [`${foreign} objects among the results that the pipeline did not store`] : []),
        ];
        const unrepaired = missing + stale + orphaned - repaired;
        return { lines, document: { stack: stack.name, ...counts, findings }, failed: unrepaired + failed > 0 };
      });
    });
}

function findingLine({ state, what, code, key, variants }: ReconcileFinding): string {
  const of = variants === undefined ? "" : ` (${variants.join(", ")})`;
  return `${state.padEnd(8)} ${what.padEnd(8)} ${code.padEnd(23)} ${oneLine(key)}${of}`;
}
