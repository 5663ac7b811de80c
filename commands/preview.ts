import type { EngineEvent, StepEvent } from "@image-pipeline/local-pulumi";
import { bringUp, readTarget, type BringUpOptions } from "./stack/bring-up";
import { exitCodes, explain } from "./command-line/errors";
import { shown } from "@image-pipeline/local-pulumi/terminal";
import { interruptible } from "./command-line/interrupt";
import { runReport } from "./output/json-report";
import { showBringUp } from "./stack/show-bring-up";

/** Options of `npm run preview`. */
export interface PreviewOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** Folder of an earlier run: what would change in it. Default: everything would be created. */
  readonly data?: string;
  readonly diff?: boolean;
  readonly json?: boolean;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

/**
 * Says what a run would do and does nothing.
 *
 * @returns the exit code: that of what a run would fail of
 */
export async function preview(options: PreviewOptions, out: NodeJS.WriteStream): Promise<number> {
  const { projectDir, stack, data, diff = false, json = false } = options;
  const target = readTarget(projectDir, stack);
  return interruptible(async (signal) => {
    const common: BringUpOptions = {
      target,
      dryRun: true,
      signal,
      ...(data !== undefined && { dataDir: data }),
      ...(options.policyPack !== undefined && { policyPack: options.policyPack }),
      ...(options.policyPackConfig !== undefined && { policyConfig: options.policyPackConfig }),
    };
    const steps: StepEvent[] = [];
    const keep = (event: EngineEvent) => void (event.kind === "step" && event.phase === "end" && steps.push(event));
    const running = json
      ? await bringUp({ ...common, onEvent: keep })
      : await showBringUp(common, { out, quiet: false, diff });
    await running.close();
    const { run, pack, project } = running;
    if (json) {
      const report = {
        project: project.name,
        stack,
        dryRun: true,
        steps: steps.map(stepReport),
        ...runReport(run, pack),
      };
      out.write(`${JSON.stringify(report, null, 2)}\n`);
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
