import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";

import { Option, type Command } from "commander";

import { CliError, exitCodes } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";
import { makeFolder } from "./command-line/make-folder";
import {
  bringUpOptions,
  concurrencyOption,
  dataOption,
  jsonOption,
  quietOption,
  stackCommand,
  type StackOptions,
  verboseOption,
  withProjectDefaults,
} from "./command-line/options";
import { variantOption } from "./command-line/variant-option";
import { openInBrowser } from "./console/open-in-browser";
import type { ImageReport } from "./images/image-report";
import { collectImages, type InputImage, type Inputs, type SkippedFile } from "./images/inputs";
import { whyUntriggered } from "./images/untriggered";
import { failuresReport, watchFailures } from "./output/failures";
import { outcomeLine, outcomeTable } from "./output/image-table";
import { imagesReport, runReport } from "./output/json-report";
import { chosenProtocol, imagesOption, type ImageProtocol } from "./output/image-protocol";
import { startProgress } from "./output/progress";
import { consoleLine } from "./output/serve-help";
import { interruptionLines, summaryLines } from "./output/summary";
import { listStacks, type RunningStack } from "@image-pipeline/local-pulumi";
import { stackParts } from "./output/stack-parts";
import { untriggeredWarning } from "./output/untriggered-warning";
import { readyLine, showBringUp } from "./stack/show-bring-up";
import type { TriggerRules } from "./stack/trigger-rules";

interface StartOptions extends StackOptions {
  /** Folder of the results. */
  readonly out: string;
  readonly json?: boolean;
  /** True to print what went wrong and the sums, and nothing else. */
  readonly quiet?: boolean;
  /** How the terminal shows images. */
  readonly images: ImageProtocol | "auto" | "none";
  /** True: the stack stays up afterwards, and its console is opened. */
  readonly open?: boolean;
}

/** Modules that load the AWS SDK's clients, which takes a while: only once the program's process has been started. */
const lazily = createRequire(__filename);

export function command(): Command {
  return stackCommand("start")
    .description("bring the stack up, process images with it and keep the results")
    .argument("[paths...]", "images, and folders of images (default: the project's samples)")
    .option("--out <dir>", "folder of the results", "processed")
    .addOption(variantOption())
    .addOption(verboseOption())
    .addOption(concurrencyOption())
    .addOption(dataOption("keep buckets, table and state in this folder for the next run"))
    .addOption(quietOption())
    .addOption(imagesOption())
    .addOption(jsonOption())
    .addOption(
      new Option("--open", "keep the stack up and open its console in a browser, until Ctrl-C").conflicts("json"),
    )
    .action(async (paths: string[], parsed: Omit<StartOptions, "projectDir">) => {
      process.exitCode = await run(paths, withProjectDefaults(parsed), process.stdout);
    });
}

/**
 * Brings the stack up, processes images with it and keeps the results.
 *
 * @param paths files and folders; none means the project's samples
 * @returns the exit code
 */
async function run(paths: readonly string[], options: StartOptions, out: NodeJS.WriteStream): Promise<number> {
  const { projectDir, json = false, quiet = json, verbose } = options;
  const inputs = paths.length > 0 ? collectImages(paths, options.out) : samples(projectDir);
  const bringUp = bringUpOptions(options);
  if (!json) untriggeredWarning(inputs.images, bringUp.target).forEach((line) => out.write(`${line}\n`));
  makeFolder(options.out, "OUT_NOT_WRITABLE");
  let [isUp, isDone] = [false, false];
  const work = async (signal: AbortSignal) => {
    const running = await showBringUp({ ...bringUp, signal }, { out, quiet, folded: verbose !== true });
    isUp = true;
    try {
      const code = await sendImages(running, inputs, { ...options, signal }, out);
      isDone = !signal.aborted;
      if (options.open === true && isDone) await showConsole(running, { ...options, signal }, out);
      return code;
    } finally {
      await running.close();
    }
  };
  let code: Promise<number> | undefined;
  try {
    return await interruptible((signal) => (code = work(signal)));
  } catch (error) {
    if (!(error instanceof CliError && error.code === "INTERRUPTED")) throw error;
    // What it has done by then is printed when it has ended.
    const ended = await code?.catch(() => undefined);
    // With the console open, Ctrl-C is the way to end.
    if (options.open === true && isDone && ended !== undefined) return ended;
    if (isUp && ended !== undefined) return exitCodes.interrupted;
    if (!json) out.write("\ninterrupted before the stack was up: no image was sent\n");
    throw error;
  }
}

/** The project's own images. The scripts beside them are not worth a line each. */
function samples(projectDir: string): Inputs {
  return { ...collectImages([path.join(projectDir, "samples")]), skipped: [] };
}

async function sendImages(
  running: RunningStack,
  inputs: Inputs,
  options: StartOptions & { readonly signal: AbortSignal },
  out: NodeJS.WriteStream,
): Promise<number> {
  const { json = false, quiet = json, signal } = options;
  const readyMs = performance.now();
  const print = (line: string) => void (json || out.write(`${line}\n`));
  const printUnlessQuiet = (line: string) => void (quiet || print(line));
  printUnlessQuiet(`\n${readyLine(readyMs)}\n`);
  const { connectPipeline } = lazily("./stack/pipeline") as typeof import("./stack/pipeline");
  const { processImages } = lazily("./images/process-images") as typeof import("./images/process-images");
  const pipeline = await connectPipeline(running);
  stackParts(options.stack, pipeline.outputs, listStacks(running.project)).forEach(printUnlessQuiet);
  printUnlessQuiet("");
  const { images, skipped } = withoutUntriggered(inputs, pipeline.trigger);
  const startedAt = performance.now();
  const progress = out.isTTY && !quiet ? startProgress(out, images.length) : undefined;
  const failures = watchFailures(running.cloud.events, progress ? (line) => progress.print(line) : print);
  const reports = await processImages(images, pipeline, {
    outDir: options.out,
    signal,
    onReport: (report) => (progress ? progress.step(report.image.name) : printUnlessQuiet(outcomeLine(report))),
  }).finally(() => progress?.end());
  const tookMs = performance.now() - startedAt;
  const unfinished = signal.aborted ? images.filter((image) => !reports.some((report) => report.image === image)) : [];
  // A short run may end before the alarms' next periodic evaluation.
  running.cloud.services.cloudwatch.evaluate();
  if (json) {
    const { project, run, pack } = running;
    const document = {
      project: project.name,
      stack: options.stack,
      readySec: Math.round(readyMs / 10) / 100,
      ...runReport(run, pack),
      ...imagesReport(reports, skipped),
      ...failuresReport(failures),
      ...(signal.aborted && { interrupted: true, unfinished: unfinished.map(({ file }) => file) }),
    };
    out.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    if (out.isTTY && reports.length > 0) printUnlessQuiet(outcomeTable(reports, out.columns));
    const protocol = out.isTTY && !quiet ? chosenProtocol(options.images) : undefined;
    if (protocol !== undefined) await showImages(reports, protocol, out);
    printUnlessQuiet("");
    summaryLines(reports, skipped, options.out, tookMs).forEach(print);
    if (signal.aborted) interruptionLines(unfinished, images.length).forEach(print);
  }
  return reports.every(({ outcome }) => outcome.status === "processed") ? exitCodes.ok : exitCodes.failed;
}

/** Serves the console until the signal fires. */
async function showConsole(
  running: RunningStack,
  { stack, signal }: StartOptions & { readonly signal: AbortSignal },
  out: NodeJS.WriteStream,
): Promise<void> {
  const print = (line: string) => void out.write(`${line}\n`);
  const { startConsole } = lazily("./console/console") as typeof import("./console/console");
  const served = await startConsole(running, stack, 0);
  print(`\n${consoleLine(served.address)}\n\nCtrl-C stops it.\n`);
  openInBrowser(served.address, print);
  if (!signal.aborted) await once(signal, "abort");
  await served.close();
}

/** Shows results in a terminal that can; nothing where that fails, as it is an extra. */
async function showImages(
  reports: readonly ImageReport[],
  protocol: ImageProtocol,
  out: NodeJS.WriteStream,
): Promise<void> {
  const { inlineImages } = lazily("./output/inline-images") as typeof import("./output/inline-images");
  const files = reports.flatMap((report) => report.files.slice(0, 1));
  const strip = await inlineImages(protocol, files, out.columns).catch(() => undefined);
  if (strip !== undefined) out.write(`\n${strip}\n`);
}

/** Skips what no trigger fires for, except files that were named themselves: those are sent, and fail. */
function withoutUntriggered(
  { images, skipped }: Inputs,
  trigger: TriggerRules,
): { images: InputImage[]; skipped: SkippedFile[] } {
  const isSent = ({ explicit, name }: InputImage) => explicit || trigger.fires(trigger.keyOf(name));
  const untriggered = images
    .filter((image) => !isSent(image))
    .map(({ file, name }) => ({ file, reason: whyUntriggered(trigger.keyOf(name), trigger) }));
  return { images: images.filter(isSent), skipped: [...skipped, ...untriggered] };
}
