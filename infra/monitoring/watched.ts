import type * as pulumi from "@pulumi/pulumi";

/** What monitoring watches. Names may be unknown during a preview; which parts there are is always known. */
export interface Watched {
  /** The stack's label, by which its own metrics are kept apart from those of other stacks. */
  readonly label: pulumi.Input<string>;
  readonly functions: readonly WatchedFunction[];
  /** Name of the dead-letter queue. */
  readonly deadLetters: pulumi.Input<string>;
  /** Name and stage; absent: the stack has no API. */
  readonly api?: { readonly name: pulumi.Input<string>; readonly stage: pulumi.Input<string> };
  /** What tells others of images; absent: nothing does. */
  readonly notify?: WatchedNotifications;
  /** ARN of its state machine and name of its work queue; absent: the stack has no workflow. */
  readonly workflow?: { readonly stateMachine: pulumi.Input<string>; readonly workQueue: pulumi.Input<string> };
}

export interface WatchedNotifications {
  readonly functions: readonly WatchedFunction[];
  /** The one that reads the table's stream. */
  readonly announcer: WatchedFunction;
  /** Names of the queues of what nobody could be told. */
  readonly deadLetters: readonly pulumi.Input<string>[];
}

export interface WatchedFunction {
  readonly functionName: pulumi.Input<string>;
  readonly logGroupName: pulumi.Input<string>;
  readonly timeoutSec: number;
  /** Whether it throws refusals for the workflow to catch, so that its errors do not count as failures. */
  readonly throwsRefusals: boolean;
}
