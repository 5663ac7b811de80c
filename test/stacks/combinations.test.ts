import { eachPair } from "../combinations/combinations";
import { expectLife } from "../combinations/life";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";

const all = eachPair(PROJECT_DIR);

/** One of each stack that is far from the stack's own file; `npm run combinations` takes all of them. */
const few = [...new Set(all.map(({ stack }) => stack))].map((stack) => all.filter((each) => each.stack === stack)[1]);

describe("a combination of a stack's switches goes through its life, as previewer and deployer", function () {
  this.timeout(HANG_TIMEOUT_MS);
  for (const combination of few) {
    if (combination === undefined) throw new Error("expected two combinations of each stack");
    it(combination.title, () => expectLife(combination));
  }
});
