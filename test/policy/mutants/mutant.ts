import type { MutableStack } from "../../support/policy/mutable-stack";

/** One way to break the real stack. */
export interface Mutant {
  /** What is done, as a clause. */
  readonly title: string;
  /** The rule that names the fault. */
  readonly rule: string;
  /** Rules that the same change breaks as well, each for a reason of its own. */
  readonly also?: readonly string[];
  readonly apply: (stack: MutableStack) => void;
}
