/** Message to an instance: run the handler. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON. */
  readonly event: string;
  readonly functionArn: string;
  /** When the invocation times out, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceId: string;
}

/** An error as Lambda reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Message from an instance: its code is loaded (or loading failed), or the handler has finished. */
export type InstanceMessage =
  | { readonly type: "ready"; readonly error?: FunctionError }
  | ({ readonly type: "result"; readonly requestId: string; readonly payload: string } & RunFigures)
  | ({ readonly type: "failure"; readonly requestId: string; readonly error: FunctionError } & RunFigures);

/** What an instance has taken. */
interface RunFigures {
  /** Peak memory so far, in MB. */
  readonly maxRssMb: number;
  /** Processor time of all its threads during the run, in milliseconds. */
  readonly processorMs: number;
}

/** Marks the end of an invocation's output on stdout and stderr, so that its lines precede its REPORT line. */
export const END_OF_OUTPUT = "\u0000end-of-invocation";
