import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Cloud } from "@image-pipeline/local-aws";
import type { StackOutputs } from "../../handlers/contract";

/** How to reach a stack that `npm run serve` keeps up on this machine. */
export interface ServedLocation extends Pick<Cloud, "endpoint" | "region" | "accountId" | "credentials"> {
  readonly outputs: StackOutputs;
}

const fileOf = (stack: string) => path.join(".local", "served", `${stack}.json`);

/**
 * Leaves a note in the project's folder from which other commands find the stack. It holds the keys of the embedded
 * account's root, so only the user may read it.
 *
 * @returns removes the note
 */
export function announceServed(stack: string, served: ServedLocation): () => void {
  const file = fileOf(stack);
  const { endpoint, region, accountId, credentials, outputs } = served;
  const text = JSON.stringify({ endpoint, region, accountId, credentials, outputs } satisfies ServedLocation, null, 2);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600 });
  return () => {
    // Another `serve` of this stack may have left its own since.
    if (readIfThere(file) === text) rmSync(file, { force: true });
  };
}

/** The stack of this name that is being served from this folder; undefined where there is none. */
export function findServed(stack: string): ServedLocation | undefined {
  const text = readIfThere(fileOf(stack));
  return text === undefined ? undefined : (JSON.parse(text) as ServedLocation);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
