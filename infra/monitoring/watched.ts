/** What is watched, with all names known. */
export interface Watched {
  readonly functions: readonly WatchedFunction[];
  /** Name of the queue of events that failed to the last. */
  readonly deadLetters: string;
  /** Name and stage; absent: there is no API. */
  readonly api?: { readonly name: string; readonly stage: string };
  /** ARN; absent: there is no workflow. */
  readonly stateMachine?: string;
  /** Namespace and service of the functions' own metrics. */
  readonly namespace: string;
  readonly service: string;
}

export interface WatchedFunction {
  readonly name: string;
  /** Seconds. */
  readonly timeoutSec: number;
  /** Whether its errors are refusals, too, which the workflow catches: they say nothing about the function. */
  readonly throwsRefusals: boolean;
}
