import { parseArgs } from "node:util";
import type { Combination } from "./combinations";

/** What `npm run combinations` is asked for. */
export interface Selection {
  /** With the real CLI, not with this project's own engine. */
  readonly cli: boolean;
  /** Every value of every switch alone, not every pair of values. */
  readonly each: boolean;
  /** Number of the first one to run, from 1: the numbers are those that are printed. */
  readonly from: number;
  /** Number of the last one. */
  readonly to: number;
  /** Words that a title must have. */
  readonly words: readonly string[];
}

/** A combination with the number that it is printed with. */
export interface Numbered extends Combination {
  readonly number: number;
}

/** @throws Error that says what was expected, for an option that is unknown or has no such value */
export function readSelection(args: readonly string[]): Selection {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      cli: { type: "boolean", default: false },
      each: { type: "boolean", default: false },
      from: { type: "string" },
      to: { type: "string" },
    },
  });
  return {
    cli: values.cli,
    each: values.each,
    from: numberOf("from", values.from, 1),
    to: numberOf("to", values.to, Infinity),
    words: positionals,
  };
}

/**
 * The combinations that are asked for, each with its number among all.
 *
 * @throws Error if there is none: a run that tries nothing must not pass
 */
export function select(all: readonly Combination[], { from, to, words }: Selection): Numbered[] {
  const wanted = all
    .map((combination, at) => ({ ...combination, number: at + 1 }))
    .filter(({ number, title }) => number >= from && number <= to && words.every((word) => title.includes(word)));
  if (wanted.length === 0)
    throw new Error(`None of the ${all.length} combinations is asked for: choose another --from, --to or word.`);
  return wanted;
}

function numberOf(option: string, text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  if (value >= 1 && (Number.isInteger(value) || text === undefined)) return value;
  throw new Error(`Expected a number of a combination, from 1, for --${option}; got "${text ?? ""}".`);
}
