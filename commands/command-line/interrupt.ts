import { CliError, exitCodes } from "./errors";

/**
 * Runs `work` until it ends or is interrupted: by Ctrl-C, by SIGTERM, or by the end of the process that reads standard
 * output (`| head`). Then the signal given to `work` fires. A second Ctrl-C exits without cleaning up.
 *
 * @throws CliError INTERRUPTED
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let reject: (error: Error) => void = () => undefined;
  const interrupted = new Promise<never>((_, settle) => (reject = settle));
  const interrupt = () => {
    controller.abort();
    reject(new CliError("INTERRUPTED", "interrupted", exitCodes.interrupted));
  };
  const onSignal = () => (controller.signal.aborted ? process.exit(exitCodes.interrupted) : interrupt());
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  // Never removed: output during the clean-up fails in the same way.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    interrupt();
  });
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/**
 * Runs until it is interrupted, which is the normal end of a command that serves.
 *
 * @param start resolves once the command serves; an interruption before that is an error
 * @throws CliError INTERRUPTED if it is interrupted before it serves
 */
export async function serveUntilInterrupted(
  start: (signal: AbortSignal) => Promise<void>,
  out: NodeJS.WriteStream,
): Promise<void> {
  let serving = false;
  try {
    await interruptible(async (signal) => {
      await start(signal);
      serving = true;
      await new Promise<never>(() => undefined);
    });
  } catch (error) {
    if (!(serving && error instanceof CliError && error.code === "INTERRUPTED")) throw error;
    out.write("\nstopping\n");
  }
}
