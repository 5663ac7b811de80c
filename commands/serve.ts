import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";

import type { Command } from "commander";

import { CliError, exitCodes } from "./command-line/errors";
import { serveUntilInterrupted } from "./command-line/interrupt";
import {
  bringUpOptions,
  concurrencyOption,
  dataOption,
  portOption,
  stackCommand,
  type StackOptions,
  verboseOption,
  withProjectDefaults,
} from "./command-line/options";
import { variantOption } from "./command-line/variant-option";
import type { GuardedServer } from "./console/http-server";
import { openInBrowser } from "./console/open-in-browser";
import { announceServed } from "./operate/served-stack";
import { printEvents } from "./output/event-lines";
import { serveHelp, type ServedStack } from "./output/serve-help";
import { listStacks, type RunningStack } from "@image-pipeline/local-pulumi";
import { stackParts } from "./output/stack-parts";
import { embeddedWebhook } from "./stack/webhook-secret";
import { readyLine, showBringUp } from "./stack/show-bring-up";

interface ServeOptions extends StackOptions {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** False: the console is not served. */
  readonly console: boolean;
  /** TCP port of the console on 127.0.0.1. */
  readonly consolePort: number;
  /** True to open the console in a browser. */
  readonly open?: boolean;
}

/** Modules that load the AWS SDK's clients, which takes a while: only once the stack is up. */
const lazily = createRequire(__filename);

export function command(): Command {
  return stackCommand("serve")
    .description("bring the stack up and keep it up on one endpoint, until Ctrl-C")
    .addOption(portOption("port on 127.0.0.1; 0: any free one").default(4566))
    .addOption(variantOption())
    .addOption(verboseOption())
    .addOption(concurrencyOption())
    .addOption(dataOption("keep buckets, table and state in this folder for the next run"))
    .option("--no-console", "do not serve the console, a page that shows images and stack")
    .addOption(portOption("port of the console on 127.0.0.1; 0: any free one", "--console-port <number>").default(0))
    .option("--open", "open the console in a browser")
    .action(async (parsed: Omit<ServeOptions, "projectDir">) => {
      process.exitCode = await run(withProjectDefaults(parsed), process.stdout);
    });
}

/**
 * Brings the stack up and keeps it up until Ctrl-C, with a line for each event.
 *
 * @returns the exit code
 */
async function run(options: ServeOptions, out: NodeJS.WriteStream): Promise<number> {
  if (options.open === true && !options.console) {
    const message = "--open opens the console, and --no-console leaves it out: give one of them";
    throw new CliError("OPTION_INVALID", message);
  }
  const { port, consolePort } = options;
  const print = (line: string) => void out.write(`${line}\n`);
  const bringUp = bringUpOptions(options);
  // All that it writes holds the data of the stack.
  process.umask(0o077);
  await assertPortFree(port, "--port");
  if (options.console) await assertPortFree(consolePort, "--console-port");
  let running: RunningStack | undefined;
  let served: GuardedServer | undefined;
  let withdraw: (() => void) | undefined;
  try {
    await serveUntilInterrupted(async (signal) => {
      running = await showBringUp(
        { ...bringUp, port, signal },
        { out, quiet: false, folded: options.verbose !== true },
      );
      print(`\n${readyLine(performance.now())} on ${running.cloud.endpoint}\n`);
      const stack = await servedStack(running);
      stackParts(options.stack, stack.outputs, listStacks(running.project)).forEach(print);
      print("");
      withdraw = announceServed(options.stack, { ...stack, accountId: running.cloud.accountId });
      if (options.console) served = await startConsole(running, options);
      serveHelp({ ...stack, console: served?.address }).forEach(print);
      if (options.open === true && served !== undefined) openInBrowser(served.address, print);
      printEvents(running.cloud.events, print);
    }, out);
  } finally {
    withdraw?.();
    await served?.close();
    await running?.close();
  }
  return exitCodes.ok;
}

/**
 * Fails before the stack is brought up rather than after.
 *
 * @param port TCP port on 127.0.0.1; 0 is always free
 * @param option that chooses it
 * @throws CliError PORT_TAKEN, or another error of the system
 */
async function assertPortFree(port: number, option: string): Promise<void> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new CliError("PORT_TAKEN", `port ${port} is taken: choose another with ${option}`, exitCodes.machine);
  }
  server.close();
  await once(server, "close");
}

async function startConsole(running: RunningStack, { stack, consolePort }: ServeOptions): Promise<GuardedServer> {
  const { startConsole: start } = lazily("./console/console") as typeof import("./console/console");
  return start(running, stack, consolePort);
}

async function servedStack(running: RunningStack): Promise<ServedStack> {
  const { endpoint, region, credentials, services } = running.cloud;
  const { connectPipeline } = lazily("./stack/pipeline") as typeof import("./stack/pipeline");
  const { outputs, trigger } = await connectPipeline(running);
  const machine = services.stepFunctions.machines().find(({ arn }) => arn === outputs.stateMachineArn);
  const webhook = embeddedWebhook(running.cloud);
  return { endpoint, region, credentials, outputs, ...trigger, workflow: machine?.spec, ...(webhook && { webhook }) };
}
