export type { StackConfig } from "./engine/config";
export { EngineError, messageOf, type EngineErrorCode } from "./engine/errors";
export type { EngineEvent, EventSink, StepEvent } from "./engine/events";
export { readProject, readStackConfig, type Project } from "./engine/project";
export { runStack, type RunResult } from "./engine/run-stack";
export { listStacks } from "./engine/stacks";
export { fileState, type ResourceState } from "./engine/state";
export { isMap, isMarked, type PropertyMap } from "./property-values";
