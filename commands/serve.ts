import { createRequire } from "node:module";

import { assertPortFree } from "./assert-port-free";
import { readTarget, type RunningStack } from "./stack/bring-up";
import { CliError, exitCodes } from "./command-line/errors";
import { serveHelp, type ServedStack } from "./output/serve-help";
import { tellEvents } from "./output/tell-events";
import { interruptible } from "./command-line/interrupt";
import { readyLine, showBringUp } from "./stack/show-bring-up";
import { pipelineOutputs } from "./stack/outputs";

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

/** The SDK's clients take a while to load: not before the stack is up. */
const lazily = createRequire(__filename);

/**
 * Brings the stack up and keeps it up until Ctrl-C, telling each thing that happens.
 *
 * @returns the exit code
 */
export async function serve(options: ServeOptions, out: NodeJS.WriteStream): Promise<number> {
  const { projectDir, stack, port, data } = options;
  const print = (line: string) => void out.write(`${line}\n`);
  const target = readTarget(projectDir, stack);
  await assertPortFree(port);
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
      serveHelp(await servedStack(running)).forEach(print);
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

async function servedStack({ cloud, run }: RunningStack): Promise<ServedStack> {
  const { endpoint, region, credentials, services } = cloud;
  const outputs = pipelineOutputs(run.outputs);
  const machine = services.stepFunctions.machines().find(({ arn }) => arn === outputs.stateMachineArn);
  const { connect } = lazily("./stack/clients") as typeof import("./stack/clients");
  const { readTriggerRules } = lazily("./stack/trigger-rules") as typeof import("./stack/trigger-rules");
  const { prefix } = await readTriggerRules(connect(cloud).s3, outputs.sourceBucket, services.eventBridge);
  return { endpoint, region, credentials, outputs, prefix, ...(machine && { workflow: machine.spec }) };
}
