import { readTarget } from "@image-pipeline/local-pulumi";

import { explain } from "../command-line/errors";
import type { BringUpOptions } from "../stack/bring-up";
import type { Alternative } from "./alternatives";
import type { StackUsage } from "./estimate";
import { measureStack, type MeasureOptions } from "./measure";

/** What a stack uses that differs in one option. */
interface AlternativeUsage {
  readonly name: string;
  readonly usage: StackUsage;
}

/** An option that the configuration of the stack does not allow. */
export interface RefusedAlternative {
  readonly name: string;
  /** Each problem by itself. */
  readonly problems: readonly string[];
}

/** Stacks that differ in one option, and those that cannot be. */
interface Comparison {
  readonly others: readonly AlternativeUsage[];
  readonly refused: readonly RefusedAlternative[];
}

/** Which stack is compared, and how. */
interface CompareSpec {
  readonly stack: BringUpOptions;
  readonly alternatives: readonly Alternative[];
  readonly measuring: MeasureOptions;
  /** Called before each is measured. */
  readonly onMeasure: (name: string) => void;
}

/** Measures the stacks that differ in one option from a stack. What its other settings rule out is left out. */
export async function compare({ stack, alternatives, measuring, onMeasure }: CompareSpec): Promise<Comparison> {
  const others: AlternativeUsage[] = [];
  const refused: RefusedAlternative[] = [];
  const { project, stack: stackName } = stack.target;
  for (const { name, config } of alternatives) {
    onMeasure(name);
    try {
      const target = readTarget({ projectDir: project.dir, stack: stackName, config });
      others.push({ name, usage: await measureStack({ ...stack, target }, measuring) });
    } catch (error) {
      const known = explain(error);
      if (known?.code !== "CONFIG_INVALID") throw error;
      const [, ...problems] = known.message.split("\n").map((line) => line.trim());
      refused.push({ name, problems });
    }
  }
  return { others, refused };
}
