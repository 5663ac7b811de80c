import { listStacks, readProject, type ConfigValues } from "@image-pipeline/local-pulumi";
import { pairwise } from "./pairwise";
import { switches, type Settings } from "./switches";

/** A stack with some of its settings changed. */
export interface Combination {
  readonly title: string;
  readonly stack: string;
  readonly config: ConfigValues;
}

/** Every stack of the repository with every value of every switch, alone and in both ways of naming. */
export function eachSwitch(projectDir: string): Combination[] {
  const { names = [], ...others } = switches;
  const single = [
    {},
    ...Object.values(others).flatMap((values) => values.filter((value) => Object.keys(value).length > 0)),
  ];
  return stacksOf(projectDir).flatMap((stack) =>
    names.flatMap((naming) => single.map((settings) => combination(stack, [naming, settings]))),
  );
}

/** Combinations in which every value of every switch meets every value of the others, on every stack. */
export function eachPair(projectDir: string): Combination[] {
  const stacks = stacksOf(projectDir);
  const values = Object.values(switches);
  return pairwise([stacks.length, ...values.map(({ length }) => length)]).map(([stack = 0, ...chosen]) =>
    combination(
      stacks[stack] ?? "",
      chosen.map((value, at) => values[at]?.[value] ?? {}),
    ),
  );
}

const stacksOf = (projectDir: string): readonly string[] => [...listStacks(readProject(projectDir))].sort();

function combination(stack: string, settings: readonly Settings[]): Combination {
  const config = Object.assign({}, ...settings) as ConfigValues;
  return { title: `${stack} ${JSON.stringify(config)}`, stack, config };
}
