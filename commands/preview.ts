import type { Command } from "commander";

import type { EngineEvent, StepEvent } from "@image-pipeline/local-pulumi";
import { shown } from "@image-pipeline/local-pulumi/terminal";
import { exitCodes, explain } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";
import {
  bringUpOptions,
  dataOption,
  jsonOption,
  stackCommand,
  type StackOptions,
  withProjectDefaults,
} from "./command-line/options";
import { runReport } from "./output/json-report";
import { bringUp } from "./stack/bring-up";
import { showBringUp } from "./stack/show-bring-up";

interface PreviewOptions extends StackOptions {
  /** True to print every property. Default false. */
  readonly diff?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return stackCommand("preview")
    .description("show what would be created or changed, and do nothing")
    .addOption(dataOption("folder of an earlier run, to preview the changes to it"))
    .option("--diff", "show every property")
    .addOption(jsonOption())
    .action(async (parsed: Omit<PreviewOptions, "projectDir">) => {
      process.exitCode = await preview(withProjectDefaults(parsed), process.stdout);
    });
}

/**
 * Shows what a run would do and does nothing.
 *
 * @returns the exit code that the run would end with
 */
export async function preview(options: PreviewOptions, out: NodeJS.WriteStream): Promise<number> {
  const { stack, diff = false, json = false } = options;
  const common = { ...bringUpOptions(options, "previewer"), dryRun: true };
  return interruptible(async (signal) => {
    const steps: StepEvent[] = [];
    const keep = (event: EngineEvent) => void (event.kind === "step" && event.phase === "end" && steps.push(event));
    const running = json
      ? await bringUp({ ...common, signal, onEvent: keep })
      : await showBringUp({ ...common, signal }, { out, quiet: false, diff });
    await running.close();
    const { run, pack, project } = running;
    if (json) {
      const document = {
        project: project.name,
        stack,
        dryRun: true,
        steps: steps.map(stepReport),
        ...runReport(run, pack),
      };
      out.write(`${JSON.stringify(document, null, 2)}\n`);
    }
    if (run.failure !== undefined && !json) throw run.failure;
    return run.failure === undefined ? exitCodes.ok : (explain(run.failure)?.exitCode ?? exitCodes.failed);
  });
}

function stepReport({ op, urn, type, name, parent, before, after, replaces }: StepEvent) {
  return {
    op,
    urn,
    type,
    name,
    ...(parent !== "" && { parent }),
    ...(before && { before: shown(before) }),
    ...(after && { after: shown(after) }),
    ...(replaces && replaces.length > 0 && { replaces }),
  };
}
