import { readTarget, type RunningStack } from "./bring-up";
import { CliError, exitCodes } from "./cli-error";
import { serveHelp, type ServedStack } from "./display/serve-help";
import { tellEvents } from "./display/tell-events";
import { interruptible } from "./interrupt";
import { readyLine, showBringUp } from "./show-run";
import { pipelineOutputs } from "./stack-outputs";

/** Options of `npm run serve`. */
export interface ServeOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Folder that is kept for the next run. Default: nothing is kept. */
  readonly data?: string;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

/**
 * Brings the stack up and keeps it up until Ctrl-C, telling each thing that happens.
 *
 * @returns the exit code
 */
export async function serve(options: ServeOptions, out: NodeJS.WriteStream): Promise<number> {
  const { projectDir, stack, port, data } = options;
  const print = (line: string) => void out.write(`${line}\n`);
  const target = readTarget(projectDir, stack);
  let running: RunningStack | undefined;
  try {
    await interruptible(async (signal) => {
      running = await showBringUp(
        {
          target,
          port,
          signal,
          ...(data !== undefined && { dataDir: data }),
          ...(options.policyPack !== undefined && { policyPack: options.policyPack }),
          ...(options.policyPackConfig !== undefined && { policyConfig: options.policyPackConfig }),
        },
        { out, quiet: false },
      );
      print(`\n${readyLine(performance.now())} on ${running.cloud.endpoint}\n`);
      serveHelp(servedStack(running)).forEach(print);
      tellEvents(running.cloud.events, print);
      // Only a signal ends it.
      await new Promise<never>(() => undefined);
    });
  } catch (error) {
    if (!(error instanceof CliError && error.code === "INTERRUPTED" && running !== undefined)) throw error;
    print("\nstopping");
  } finally {
    await running?.close();
  }
  return exitCodes.ok;
}

function servedStack({ cloud, run }: RunningStack): ServedStack {
  const { endpoint, region, credentials, services } = cloud;
  const outputs = pipelineOutputs(run.outputs);
  const machine = services.stepFunctions.machines().find(({ arn }) => arn === outputs.stateMachineArn);
  return { endpoint, region, credentials, outputs, ...(machine && { workflow: machine.spec }) };
}
