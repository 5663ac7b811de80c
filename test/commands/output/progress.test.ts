import { expect } from "chai";

import { startProgress } from "../../../commands/output/progress";
import { Screen } from "../../support/screen";

describe("the progress bar", () => {
  it("stays at the bottom, below every printed line, and is removed at the end", async () => {
    const screen = new Screen();
    const progress = startProgress(screen.stream, 4);
    progress.print("refused-rate ALARM");
    progress.step("a.jpg");
    progress.step("b\u001b[2J.jpg");
    progress.print("refused-rate OK again");
    expect(screen.lines()).to.deep.equal([
      "refused-rate ALARM",
      "refused-rate OK again",
      `${"█".repeat(15)}${"░".repeat(15)} 2/4  b\\u{1b}[2J.jpg`,
    ]);
    progress.step("c.jpg");
    await screen.shows("3/4  c.jpg");
    progress.end();
    progress.print("all is over");
    expect(screen.lines()).to.deep.equal(["refused-rate ALARM", "refused-rate OK again", "all is over"]);
    expect(screen.cursorShown).to.equal(true);
  });
});
