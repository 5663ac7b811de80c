import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { EngineError, messageOf } from "./errors";
import { isMap, type PropertyMap } from "../property-values";

/** A resource after its last operation. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  /** True if a provider made it, false for components. */
  readonly custom: boolean;
  /** The provider's id for it; absent for components, and in a dry run for what does not exist yet. */
  readonly id?: string;
  /** The program's inputs, as the provider's check completed them. */
  readonly inputs: PropertyMap;
  /** Outputs of the provider; for components, those they registered. */
  outputs: PropertyMap;
  readonly parent: string;
  /** URN and id of the provider, joined by `::`; empty for components and providers. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** True if it was read, not made: it is never changed or deleted. */
  readonly external: boolean;
  /** True if it was replaced and is still to be deleted. */
  readonly delete: boolean;
}

/** All resources of a stack, each after those it depends on. */
interface Checkpoint {
  readonly version: 1;
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly ResourceState[];
}

/** Where the state of a stack is kept between runs. */
export interface StateStore {
  /** @throws EngineError STATE_INVALID */
  load(): readonly ResourceState[];
  save(resources: readonly ResourceState[]): void;
}

/** Keeps nothing: every run begins with an empty stack. */
export const noState: StateStore = { load: () => [], save: () => undefined };

/** Keeps the state of a stack as long as this process runs. */
export function memoryState(): StateStore {
  let kept: readonly ResourceState[] = [];
  return { load: () => kept, save: (resources) => void (kept = resources) };
}

/** Loads from `store` and saves nothing to it. */
export function readOnly(store: StateStore): StateStore {
  return { load: () => store.load(), save: () => undefined };
}

/**
 * Keeps the state as JSON in `file`, readable by its owner alone because it holds secrets in clear text.
 *
 * Written under another name first and then renamed, so that an interrupted run leaves the state before or after a
 * step, never half of it.
 */
export function fileState(file: string, project: string, stack: string): StateStore {
  return {
    load: () => (existsSync(file) ? readCheckpoint(file, project, stack).resources : []),
    save: (resources) => {
      const checkpoint: Checkpoint = { version: 1, project, stack, resources };
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        writeFileSync(temporary, JSON.stringify(checkpoint, null, 1), { mode: 0o600 });
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    },
  };
}

function readCheckpoint(file: string, project: string, stack: string): Checkpoint {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new EngineError("STATE_INVALID", `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (!isCheckpoint(content))
    throw new EngineError(
      "STATE_INVALID",
      `${file}: expected a state of version 1; move the file away to start with an empty stack`,
    );
  if (content.project !== project || content.stack !== stack) {
    throw new EngineError(
      "STATE_INVALID",
      `${file} belongs to stack ${content.project}/${content.stack}, not to ${project}/${stack}`,
    );
  }
  return content;
}

function isCheckpoint(value: unknown): value is Checkpoint {
  return isMap(value) && value["version"] === 1 && Array.isArray(value["resources"]);
}
