import { PROJECT_DIR } from "../support/cli";
import { eachPair, eachSwitch } from "./combinations";
import { expectLife } from "./life";

/**
 * `npm run combinations`: takes combinations of stacks and switches through their lives, and prints a line for each. By
 * default every pair of values; with `--each`, every value of every switch alone, on every stack and in both ways of
 * naming; with a word, only those whose title has it.
 */
async function main(args: readonly string[]): Promise<void> {
  const all = args.includes("--each") ? eachSwitch(PROJECT_DIR) : eachPair(PROJECT_DIR);
  const words = args.filter((arg) => !arg.startsWith("--"));
  const wanted = all.filter(({ title }) => words.every((word) => title.includes(word)));
  let failed = 0;
  for (const [at, combination] of wanted.entries()) {
    const started = performance.now();
    const failure = await expectLife(combination).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${failure === undefined ? "ok    " : "FAILED"} ${at + 1}/${wanted.length} ${seconds} s  ${combination.title}`,
    );
    if (failure !== undefined) console.log(`       ${failure}`);
    failed += failure === undefined ? 0 : 1;
  }
  console.log(`${wanted.length - failed} of ${wanted.length} combinations went through`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main(process.argv.slice(2));
