import { mandatory } from "../engine/support/expectations";
import type { CommandResult } from "../engine/support/pulumi";
import { StackUnderTest } from "../engine/support/stack-under-test";
import type { StartDriver, StepOutcome } from "./driver";

/** Runs stacks with the real CLI, by the npm scripts of the project. */
export const startCli: StartDriver = async ({ stack, config }, policies) => {
  const under = await StackUnderTest.start({ name: "combination", stack, config }, { policies });
  const up = () => under.script("deploy", ["--yes", "--skip-preview"]);
  const refresh = () => under.command(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  return {
    cloud: under.cloud,
    configure: (more) => under.project.configure(stack, more),
    preview: async () => outcomeOf(await under.previewerScript()),
    up: async () => outcomeOf(await up()),
    refresh: async () => outcomeOf(await refresh()),
    destroy: async () => outcomeOf(await under.destroy()),
    close: () => under.close(),
  };
};

function outcomeOf(result: CommandResult): StepOutcome {
  const { code, problems, stdout, stderr, changes } = result;
  const failure = [...problems, stderr.trim(), ...(problems.length === 0 ? [stdout.trim()] : [])].join("\n").trim();
  return {
    ...(code !== 0 && { failure: `exit ${code}: ${failure}`, isProtected: /\bprotected\b/.test(failure) }),
    mandatory: mandatory(result),
    operations: Object.keys(changes).sort(),
  };
}
