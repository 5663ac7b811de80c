import { changedStack } from "../support/compliant-stacks";
import type { AnalyzedResource } from "../support/stack-fixture";

/** A stack, and what the pack says of it with every rule on. */
export interface ServiceCase {
  readonly title: string;
  /** The stack without findings that is changed. */
  readonly kind: string;
  readonly stack: readonly AnalyzedResource[];
  /** The rules that report it, each with the resource and the problem. Empty for a harmless variant. */
  readonly findings: Readonly<Record<string, string | readonly string[]>>;
}

type Change = Parameters<typeof changedStack>[1];
type Set = Readonly<Record<string, unknown>>;

/** A mistake in a stack without findings: new values by path, and one finding. */
export const mistake = (
  kind: string,
  title: string,
  set: Set,
  rule: string,
  finding: string | readonly string[],
  others: Omit<Change, "set"> = {},
): ServiceCase => ({
  title,
  kind,
  stack: changedStack(kind, { set, ...others }),
  findings: { [rule]: finding },
});

/** A variant of a stack without findings that has none either. */
export const harmless = (kind: string, title: string, set: Set, others: Omit<Change, "set"> = {}): ServiceCase => ({
  title,
  kind,
  stack: changedStack(kind, { set, ...others }),
  findings: {},
});
