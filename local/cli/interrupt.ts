import { CliError, exitCodes } from "./cli-error";

/**
 * Runs `work` until it is done or Ctrl-C (or a polite kill) comes; then the signal fires and the command ends as
 * interrupted. A second Ctrl-C does not wait for anything to be cleaned up.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let reject: (error: Error) => void = () => undefined;
  const interrupted = new Promise<never>((_, settle) => (reject = settle));
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    reject(new CliError("INTERRUPTED", "interrupted", exitCodes.interrupted));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
