/** The parts of the Amazon States Language (JSONPath) that the workflow uses. */

/** A value of a template: names that end with `.$` hold paths or intrinsic functions. */
type Template = string | number | boolean | null | readonly Template[] | { readonly [name: string]: Template };

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Seconds before the first retry. */
  readonly IntervalSeconds?: number;
  readonly MaxAttempts: number;
  readonly BackoffRate?: number;
  /** Maximum seconds between retries. */
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: string;
  readonly Next: string;
}

type Flow = { readonly Next: string } | { readonly End: true };

interface Common {
  readonly Comment?: string;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export type Task = Common &
  Flow & {
    readonly Type: "Task";
    readonly Resource: string;
    readonly Parameters: Template;
    readonly ResultSelector?: Template;
  };

type MapState = Common &
  Flow & {
    readonly Type: "Map";
    readonly ItemsPath: string;
    readonly ItemSelector: Template;
    readonly MaxConcurrency: number;
    readonly ItemProcessor: {
      readonly ProcessorConfig: { readonly Mode: "INLINE" };
      readonly StartAt: string;
      readonly States: Readonly<Record<string, State>>;
    };
  };

interface Choice {
  readonly Type: "Choice";
  readonly Comment?: string;
  readonly Choices: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Default: string;
}

interface Succeed {
  readonly Type: "Succeed";
  readonly Comment?: string;
}

interface Fail {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error: string;
  readonly Cause: string;
}

export type State = Task | MapState | Choice | Succeed | Fail;

export interface StateMachineDefinition {
  readonly Comment: string;
  readonly StartAt: string;
  /** Of a whole execution. */
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}
