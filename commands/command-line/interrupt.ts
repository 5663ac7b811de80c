import { CliError, exitCodes } from "./errors";

/**
 * Runs `work` until it is done or Ctrl-C (or a polite kill) comes, or nobody reads any more what is printed (`| head`);
 * then the signal fires and the command ends as interrupted. A second Ctrl-C does not wait for anything to be cleaned up.
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
  // Stays: what is printed while everything is cleaned up fails in the same way.
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
