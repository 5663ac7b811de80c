/** Largest input or output of a state, in bytes of UTF-8. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** The error of data that are too large. */
export const DATA_LIMIT = "States.DataLimitExceeded";

const RUNTIME = "States.Runtime";

/** The error of a Task: `Retry` and `Catch` compare its name, the message is the cause. */
export class TaskError extends Error {
  /** The executor asks: an error of the runtime fails the execution, whatever `Retry` says … */
  readonly isRetryable: boolean;
  /** … and `Catch`. */
  readonly isCatchable: boolean;

  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
    this.isRetryable = name !== RUNTIME;
    this.isCatchable = name !== RUNTIME;
  }
}

/** The error of a result that is too large. @param source service, function or state that it comes from */
export function tooLarge(source: string): TaskError {
  return new TaskError(
    DATA_LIMIT,
    `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
