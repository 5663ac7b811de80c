import type { MutableStack } from "../../support/policy/mutable-stack";

/** The form of the program: with a function behind the trigger, or with the workflow. */
export type Form = "function" | "workflow";

/** Stands for the resources that a mutant changes, adds or removes. */
export const CHANGED = "what was changed";

/** One mistake in the real stack. */
export interface Mutant {
  /** The mistake, as a clause. */
  readonly title: string;
  /** The rule that reports it. */
  readonly rule: string;
  /**
   * The resources that the findings are about, each as `Type part-of-the-name`, before the change. Default: those that
   * were changed, added or removed. Stated where a rule reports the
   * owner of a setting, such as its bucket.
   */
  readonly about?: string | readonly string[];
  /**
   * Other rules that the same change violates, each with the resource that it reports, as in `about`, or `CHANGED` for
   * those that were changed, added or removed.
   */
  readonly also?: Readonly<Record<string, string>>;
  /** Default: `function`. */
  readonly form?: Form;
  readonly apply: (stack: MutableStack) => void;
}
