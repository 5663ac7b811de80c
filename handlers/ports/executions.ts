/** How an execution of the state machine ended. */
export interface ExecutionEnd {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  /** Name of the error, unless it succeeded. */
  readonly error?: string;
  /** What is said about the error. */
  readonly cause?: string;
}

/** Executions of the stack's state machine. Only functions that the stack gives its ARN can run them. */
export interface Executions {
  /** Name of the state machine. */
  readonly machineName: string;
  /**
   * Runs an execution and waits for its end.
   *
   * @param name 1..80 characters; of a STANDARD machine one execution has it, however often it is asked for
   * @throws failures to start it or to learn its end
   */
  run(name: string, input: object): Promise<ExecutionEnd>;
}
