/**
 * The tests of the suite are the steps of one story, each on what the one before left: after one that failed the rest
 * is skipped, for it could only fail of the same cause. Call it in the suite's body.
 */
export function inOrder(): void {
  beforeEach(function () {
    const steps = this.currentTest?.parent?.tests ?? [];
    if (steps.some(({ state }) => state === "failed")) this.skip();
  });
}
