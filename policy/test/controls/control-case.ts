import { changedStack, compliantStack } from "../support/compliant-stacks";
import type { AnalyzedResource } from "../support/stack-fixture";

/** Stacks that controls themselves fail and pass, by the definitions that their publishers give. */
export interface ControlCase {
  readonly rule: string;
  /** The controls, as in the rule's tags. */
  readonly ids: readonly string[];
  readonly fails: readonly AnalyzedResource[];
  readonly passes: readonly AnalyzedResource[];
}

/** A case of a stack without findings, and of what is changed in it. */
export function controlCase(
  rule: string,
  ids: string,
  kind: string,
  set: Readonly<Record<string, unknown>>,
  others: Omit<Parameters<typeof changedStack>[1], "set"> = {},
): ControlCase {
  return {
    rule,
    ids: ids.split(", "),
    fails: changedStack(kind, { set, ...others }),
    passes: compliantStack(kind),
  };
}
