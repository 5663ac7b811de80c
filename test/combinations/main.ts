import { PROJECT_DIR } from "../support/cli";
import { startCli } from "./cli-driver";
import { eachPair, eachSwitch } from "./combinations";
import { expectLife } from "./life";
import { readSelection, select } from "./selection";
import { startSmallEngine } from "./small-engine-driver";

/**
 * `npm run combinations`: takes combinations of stacks and switches through their lives, and prints a line for each. By
 * default every pair of values, on this project's own engine; with `--cli`, with the real CLI; with `--each`, every
 * value of every switch alone, on every stack and in both ways of naming; with words, only those whose title has them;
 * with `--from` and `--to`, only those with numbers between, to go on where a run has stopped.
 */
async function main(args: readonly string[]): Promise<void> {
  const selection = readSelection(args);
  const all = selection.each ? eachSwitch(PROJECT_DIR) : eachPair(PROJECT_DIR);
  const wanted = select(all, selection);
  const start = selection.cli ? startCli : startSmallEngine;
  let failed = 0;
  for (const combination of wanted) {
    const { number, title } = combination;
    const started = performance.now();
    const failure = await expectLife(combination, start).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${failure === undefined ? "ok    " : "FAILED"} ${number}/${all.length} ${seconds} s  ${title}`);
    if (failure !== undefined) console.log(`       ${failure}`);
    failed += failure === undefined ? 0 : 1;
  }
  console.log(`${wanted.length - failed} of ${wanted.length} combinations went through`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
