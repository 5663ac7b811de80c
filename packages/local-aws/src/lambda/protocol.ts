/** Says to an instance: run the handler. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON. */
  readonly event: string;
  readonly functionArn: string;
  /** Milliseconds since the epoch at which the invocation is ended. */
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

/** What an instance says: that its code is loaded (or not), or what the handler answered. */
export type InstanceMessage =
  | { readonly type: "ready"; readonly error?: FunctionError }
  | { readonly type: "result"; readonly requestId: string; readonly payload: string; readonly maxRssMb: number }
  | { readonly type: "failure"; readonly requestId: string; readonly error: FunctionError; readonly maxRssMb: number };

/** Ends the output of one invocation on stdout and stderr, so that its lines are complete before its REPORT line. */
export const END_OF_OUTPUT = "\u0000end-of-invocation";
