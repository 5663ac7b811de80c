import type { MutableStack } from "../../support/policy/mutable-stack";

/**
 * Which of the program's forms is broken: every part with a function behind the trigger, or with the workflow in its
 * place.
 */
export type Form = "function" | "workflow";

/** One way to break the real stack. */
export interface Mutant {
  /** What is done, as a clause. */
  readonly title: string;
  /** The rule that names the fault. */
  readonly rule: string;
  /**
   * The resources that the findings are about, each as `Type part-of-the-name`, before the change. Default: those that
   * were changed, added or removed. Others where a setting is judged with its owner, such as a bucket's.
   */
  readonly about?: string | readonly string[];
  /** Rules that the same change breaks as well, each for a reason of its own, with the resources as in `about`. */
  readonly also?: Readonly<Record<string, string>>;
  /** Default: `function`. */
  readonly form?: Form;
  readonly apply: (stack: MutableStack) => void;
}
