import { readdirSync } from "node:fs";

import type { Project } from "./project";

/** Names of the stacks that have a configuration file, sorted. */
export function listStacks({ stackConfigDir }: Project): string[] {
  return readdirSync(stackConfigDir)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}
