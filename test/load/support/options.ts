import { parseArgs } from "node:util";

/** Options of a command by name, with the values that they have unless said. */
type Defaults = Readonly<Record<string, number | boolean>>;

type Values<D extends Defaults> = { readonly [Name in keyof D]: D[Name] extends boolean ? boolean : number };

/**
 * Options of this process: positive integers, and flags.
 *
 * @throws RangeError or TypeError for what is none
 */
export function readOptions<D extends Defaults>(defaults: D): Values<D> {
  const entries = Object.entries(defaults);
  const options = Object.fromEntries(
    entries.map(([name, value]) => [name, { type: typeof value === "boolean" ? "boolean" : "string" } as const]),
  );
  const { values } = parseArgs({ options });
  const read = ([name, value]: [string, number | boolean]) => {
    const given = values[name];
    return [name, typeof given === "string" ? count(name, given) : (given ?? value)];
  };
  return Object.fromEntries(entries.map(read)) as Values<D>;
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`OPTION_INVALID: --${name}: expected a positive integer, got "${text}"`);
}

/** Runs a command: its exit code is the process's; 2 if its options are not valid. */
export function runMain(main: () => Promise<number>, usage: string): void {
  main().then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      const isUsage = error instanceof RangeError || (error instanceof TypeError && "code" in error);
      console.error(isUsage ? `${error.message}\n${usage}` : error);
      process.exitCode = isUsage ? 2 : 1;
    },
  );
}
