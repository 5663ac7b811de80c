import { writeFileSync } from "node:fs";

import { Command } from "commander";

import { exitCodes } from "./command-line/errors";
import { interruptible } from "./command-line/interrupt";
import { bringUpOptions, stackOption, withProjectDefaults, type StackOptions } from "./command-line/options";
import { drawFlow } from "./diagram/svg";
import { flowOf } from "./diagram/flow";
import { bringUp } from "./stack/bring-up";

interface DiagramOptions extends StackOptions {
  /** SVG file. Default: the standard output. */
  readonly out?: string;
}

export function command(): Command {
  return new Command("diagram")
    .description("draw who triggers, reads and writes whom in a stack, by its registered resources, as SVG")
    .addOption(stackOption())
    .option("--out <file>", "SVG file (default: the standard output)")
    .action(async (parsed: Omit<DiagramOptions, "projectDir">) => {
      const svg = await diagramOf(withProjectDefaults(parsed));
      if (parsed.out === undefined) process.stdout.write(svg);
      else writeFileSync(parsed.out, svg);
      process.exitCode = exitCodes.ok;
    });
}

/** Brings a stack up on the embedded services, where the names in its policies are known, and draws it. */
export async function diagramOf(options: StackOptions): Promise<string> {
  const { target } = bringUpOptions(options);
  const running = await interruptible((signal) => bringUp({ target, signal }));
  try {
    if (running.run.failure !== undefined) throw running.run.failure;
    return drawFlow(flowOf(running.run.resources), `The ${options.stack} stack: who triggers, reads and writes whom`);
  } finally {
    await running.close();
  }
}
