/** Bringing a program up on the embedded services: the whole of it in one call. */
export {
  bringUp,
  readTarget,
  type BringUpOptions,
  type RunningStack,
  type StackSelector,
  type Target,
} from "./bring-up";
export type { DeployerRole } from "./deployer-role";

/** Reports of a run, during it and after it. */
export type { EngineEvent, EventSink, StepEvent } from "./engine/events";
export { EngineError, messageOf, type EngineErrorCode } from "./engine/errors";
export type { RunResult } from "./engine/run-stack";
export type { ResourceState } from "./engine/state";

/** The parts of it, for providers and state of one's own. */
export { listStacks, readProject, readStackConfig, type ConfigValues, type Project } from "./engine/project";
export type { StackConfig } from "./engine/config";
export { destroyStack, runStack, type RunOptions, type StackOptions } from "./engine/run-stack";
export { fileState, memoryState, type StateStore } from "./engine/state";

/** Property values as resources and outputs have them. */
export { isMap, isMarked, type PropertyMap } from "./property-values";
