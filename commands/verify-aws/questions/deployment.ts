import type { CommandEnd } from "../deployer";
import type { Observation, Question } from "../types";

const ended = ({ code, output }: CommandEnd): Observation => ({ holds: code === 0, observed: { code, output } });

/** Whether the stack comes up, stays as it is, and goes. */
export const deploymentQuestions: Readonly<Record<"up" | "unchanged" | "destroy", Question>> = {
  up: {
    id: "up",
    question: "Does AWS accept every resource of the stack, in the order in which the program declares them?",
    expected: "pulumi up, policy pack on, ends with 0",
    ask: async ({ deployer }) => ended(await deployer.script("deploy", ["--yes", "--non-interactive"])),
  },
  unchanged: {
    id: "unchanged",
    question: "Does AWS report every property as the program states it?",
    expected: "a preview with --refresh finds nothing to change",
    ask: async ({ deployer }) =>
      ended(await deployer.script("preview:aws", ["--refresh", "--expect-no-changes", "--non-interactive"])),
  },
  destroy: {
    id: "destroy",
    question: "Does AWS let go of everything, buckets with versions included?",
    expected: "pulumi destroy ends with 0",
    ask: async ({ deployer }) => ended(await deployer.script("destroy", ["--yes", "--non-interactive"])),
  },
};
