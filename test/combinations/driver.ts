import type { Cloud } from "@image-pipeline/local-aws";
import type { ConfigValues } from "@image-pipeline/local-pulumi";
import type { Policies } from "../engine/support/deployer";

/** What a step did, whoever ran it. */
export interface StepOutcome {
  /** Why it failed; absent if it did not. */
  readonly failure?: string;
  /** True if it failed because a resource is protected. */
  readonly isProtected?: boolean;
  /** Mandatory findings of the policy pack, by rule. */
  readonly mandatory: readonly string[];
  /** The kinds of operation on resources, in alphabetical order. */
  readonly operations: readonly string[];
}

/** A stack whose life one engine runs, in a cloud of its own: each step as the role that it is for. */
export interface StackDriver {
  readonly cloud: Cloud;
  /** Sets values over those of the combination, for the steps that follow. */
  configure(config: ConfigValues): void;
  /** A dry run, as the previewer. */
  preview(): Promise<StepOutcome>;
  up(): Promise<StepOutcome>;
  /** Reads every resource; fails where one is not as the state has it. */
  refresh(): Promise<StepOutcome>;
  destroy(): Promise<StepOutcome>;
  close(): Promise<void>;
}

/** Starts a stack that is not up yet, in an account whose roles have these policies, enforced. */
export type StartDriver = (
  stack: { readonly stack: string; readonly config: ConfigValues },
  policies: Policies,
) => Promise<StackDriver>;
