import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { InvalidArgumentError, Option, type Command } from "commander";
import pc from "picocolors";

import { CliError } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";
import {
  bringUpOptions,
  jsonOption,
  stackCommand,
  withProjectDefaults,
  type StackOptions,
} from "./command-line/options";
import { compare } from "./cost/compare";
import { costReport, printCost } from "./cost/cost-report";
import { monthlyCost } from "./cost/estimate";
import { measureStack, type MeasureOptions } from "./cost/measure";
import { photograph } from "./cost/photograph";
import { priceTables } from "./cost/prices";
import { alternatives } from "./cost/alternatives";
import { webhookReceiver } from "./cost/webhook-receiver";

interface CostOptions extends StackOptions {
  /** In a month. */
  readonly images: number;
  readonly megapixels: number;
  /** Whose prices count. Default: that of the stack's configuration. */
  readonly region?: string;
  readonly latencyMs: number;
  /** Requests of viewers for results of an image, in a month. */
  readonly views: number;
  readonly edgeHits: number;
  readonly replaced: number;
  /** False: the stack alone is measured. */
  readonly alternatives: boolean;
  readonly json?: boolean;
}

/** Largest number of images whose cost is still a sum and not a negotiation. */
const MAX_IMAGES = 1e9;
const MAX_MEGAPIXELS = 100;
const MAX_LATENCY_MS = 1000;

/** Requests for results of an image in a month. */
const VIEWS = 10;
const MAX_VIEWS = 1e6;

/** Part of them that the edge answers: results are kept for a day, or until they are asked for less than others. */
const EDGE_HIT_SHARE = 0.9;

/** Of the image that takes the place of another. */
const REPLACEMENT_SEED = 2;

/** Between functions and services of a region; a first byte from S3 takes longer than an answer of DynamoDB. */
const LATENCY_MS = 20;

export function command(): Command {
  return stackCommand("cost")
    .description("estimate what a month costs on AWS, by what the stack does with images here")
    .addOption(numberOption("--images <number>", "images in a month, such as 1e6", { max: MAX_IMAGES }).default(1e6))
    .addOption(
      numberOption("--megapixels <number>", "size of an original, 10^6 pixels", { max: MAX_MEGAPIXELS }).default(12),
    )
    .addOption(new Option("--region <name>", "region of the prices (default: the stack's)"))
    .addOption(
      numberOption("--latency-ms <number>", "time that a function waits for each of its requests to other services", {
        max: MAX_LATENCY_MS,
      }).default(LATENCY_MS),
    )
    .addOption(
      numberOption("--views <number>", "requests for results of an image in a month, where results are delivered", {
        max: MAX_VIEWS,
      }).default(VIEWS),
    )
    .addOption(shareOption("--edge-hits <share>", "part of them that the edge answers, 0 to 1").default(EDGE_HIT_SHARE))
    .addOption(shareOption("--replaced <share>", "part of the images that replace an earlier one, 0 to 1").default(0))
    .option("--no-alternatives", "leave out what the stack would cost with and without each option")
    .addOption(jsonOption())
    .action(async (parsed: Omit<CostOptions, "projectDir">) => {
      await run(withProjectDefaults(parsed), process.stdout);
    });
}

function numberOption(flags: string, description: string, { max }: { readonly max: number }): Option {
  return new Option(flags, description).argParser((text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value > 0 && value <= max)) throw new InvalidArgumentError(`Expected a number above 0, at most ${max}.`);
    return value;
  });
}

function shareOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError("Expected a number from 0 to 1.");
    return value;
  });
}

async function run(options: CostOptions, out: NodeJS.WriteStream): Promise<void> {
  const { json = false, images, megapixels, latencyMs } = options;
  // Policies say nothing of costs.
  const stack = bringUpOptions({ ...options, policyPack: undefined, policyPackConfig: undefined });
  const { region, table } = priceTableOf(options.region ?? stack.target.config.values["aws:region"]);
  const viewers = { views: options.views, hitShare: options.edgeHits, replacedShare: options.replaced };
  const folder = mkdtempSync(path.join(tmpdir(), "image-pipeline-cost-"));
  try {
    const report = await interruptible(async (signal) => {
      await using receiver = await webhookReceiver();
      const original = await photograph(megapixels);
      const replacement = viewers.replacedShare > 0 ? await photograph(megapixels, REPLACEMENT_SEED) : undefined;
      const files = { original, ...(replacement && { replacement }) };
      const measuring: MeasureOptions = { ...files, folder, latencyMs, viewers, signal };
      const progress = (what: string) => void (json || out.write(pc.dim(`measuring ${what}\n`)));
      progress(`the stack ${options.stack}`);
      const measured = await measureStack(stack, measuring);
      const { project, config: own } = stack.target;
      const { others, refused } = await compare({
        stack,
        alternatives: options.alternatives ? alternatives(project.name, own.values, receiver.url) : [],
        measuring,
        onMeasure: (name) => progress(`it with ${name}`),
      });
      const costs = others.map(({ name, usage }) => ({ name, cost: monthlyCost(usage, images, table) }));
      return costReport({ ...options, region, table, viewers, measured, others: costs, refused });
    });
    if (json) out.write(`${JSON.stringify(report, undefined, 2)}\n`);
    else printCost(report, out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function priceTableOf(region: unknown) {
  const table = typeof region === "string" ? priceTables[region] : undefined;
  if (table !== undefined) return { region: String(region), table };
  const known = Object.keys(priceTables).join(", ");
  throw new CliError(
    "PRICES_UNKNOWN",
    `expected a region whose prices are known, ${known}; got ${String(region)}: choose one with --region`,
  );
}
