import { createRequire } from "node:module";
import path from "node:path";

import { exitCodes } from "./command-line/errors";
import type { Clients } from "./stack/clients";
import { readTarget, type RunningStack } from "./stack/bring-up";
import { outcomeLine, outcomeTable } from "./output/image-table";
import { startProgress } from "./output/progress";
import { collectPictures, type Inputs, type Picture, type Skipped } from "./images/inputs";
import { interruptible } from "./command-line/interrupt";
import { picturesReport, runReport, troublesReport } from "./output/json-report";
import { makeFolder } from "./command-line/make-folder";
import type { PictureOutcome } from "./images/image-report";
import { summaryLines } from "./output/summary";
import { readyLine, showBringUp } from "./stack/show-bring-up";
import { pipelineOutputs } from "./stack/outputs";
import type { TriggerRules } from "./stack/trigger-rules";
import { watchTroubles } from "./output/failures";

/** Options of `npm start`. */
export interface StartOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** Folder of the results. */
  readonly out: string;
  /** Folder that is kept for the next run. Default: nothing is kept. */
  readonly data?: string;
  readonly json?: boolean;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

/** The SDK's clients take a while to load: not before the program's process is under way. */
const lazily = createRequire(__filename);

/**
 * Brings the stack up, sends pictures through it and keeps the results.
 *
 * @param paths files and folders; none means the project's samples
 * @returns the exit code
 */
export async function start(paths: readonly string[], options: StartOptions, out: NodeJS.WriteStream): Promise<number> {
  const { projectDir, stack, data, json = false } = options;
  const inputs = paths.length > 0 ? collectPictures(paths, options.out) : samples(projectDir);
  const target = readTarget(projectDir, stack);
  makeFolder(options.out, "OUT_NOT_WRITABLE");
  return interruptible(async (signal) => {
    const running = await showBringUp(
      {
        target,
        signal,
        ...(data !== undefined && { dataDir: data }),
        ...(options.policyPack !== undefined && { policyPack: options.policyPack }),
        ...(options.policyPackConfig !== undefined && { policyConfig: options.policyPackConfig }),
      },
      { out, quiet: json },
    );
    try {
      return await sendPictures(running, inputs, options, out);
    } finally {
      await running.close();
    }
  });
}

/** The project's own pictures; what else lies beside them is nobody's concern. */
function samples(projectDir: string): Inputs {
  return { ...collectPictures([path.join(projectDir, "samples")]), skipped: [] };
}

async function sendPictures(
  running: RunningStack,
  inputs: Inputs,
  options: StartOptions,
  out: NodeJS.WriteStream,
): Promise<number> {
  const { json = false } = options;
  const readyMs = performance.now();
  const print = (line: string) => void (json || out.write(`${line}\n`));
  print(`\n${readyLine(readyMs)}\n`);
  const { connect } = lazily("./stack/clients") as typeof import("./stack/clients");
  const { readTriggerRules } = lazily("./stack/trigger-rules") as typeof import("./stack/trigger-rules");
  const { processPictures } = lazily("./images/process-images") as typeof import("./images/process-images");
  const outputs = pipelineOutputs(running.run.outputs);
  const clients: Clients = connect(running.cloud);
  const rules = await readTriggerRules(clients.s3, outputs.sourceBucket, running.cloud.services.eventBridge);
  const { pictures, skipped } = withoutUnheard(inputs, rules);
  const startedAt = performance.now();
  const progress = out.isTTY && !json ? startProgress(out, pictures.length) : undefined;
  const troubles = watchTroubles(running.cloud.events, progress ? (line) => progress.print(line) : print);
  const outcomes = await processPictures(pictures, {
    cloud: running.cloud,
    clients,
    outputs,
    rules,
    outDir: options.out,
    onOutcome: (outcome) => (progress ? progress.step(outcome.picture.name) : print(outcomeLine(outcome))),
  }).finally(() => progress?.end());
  const tookMs = performance.now() - startedAt;
  // The run may be over before the alarms are looked at by themselves.
  running.cloud.services.cloudwatch.evaluate();
  if (json) {
    const { project, run, pack } = running;
    const report = {
      project: project.name,
      stack: options.stack,
      readySec: round(readyMs / 1000),
      ...runReport(run, pack),
      ...picturesReport(outcomes, skipped),
      ...troublesReport(troubles),
    };
    out.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    if (out.isTTY) print(outcomeTable(outcomes, out.columns));
    print("");
    summaryLines(outcomes, skipped, options.out, tookMs).forEach(print);
  }
  return outcomes.every(isProcessed) ? exitCodes.ok : exitCodes.failed;
}

function isProcessed({ verdict }: PictureOutcome): boolean {
  return verdict.status === "processed";
}

/** What the stack was not made for is left out where the user named a folder; a file that was named is tried. */
function withoutUnheard(
  { pictures, skipped }: Inputs,
  rules: TriggerRules,
): { pictures: Picture[]; skipped: Skipped[] } {
  const heard = ({ explicit, name }: Picture) => explicit || rules.fires(`${rules.prefix}${name}`);
  const unheard = pictures.filter((picture) => !heard(picture));
  const reason = `no trigger fires for it (only for ${rules.suffixes.join(" ")})`;
  return { pictures: pictures.filter(heard), skipped: [...skipped, ...unheard.map(({ file }) => ({ file, reason }))] };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
