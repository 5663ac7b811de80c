import { setFlagsFromString } from "node:v8";

/**
 * By how much heap and buffers may grow before all of it is collected, percent of what the last collection has left.
 * V8 itself takes 10 to 30 here: with a heap of 17 MB and buffers of 4 MB an image every second image collects all of
 * it, which takes a third of a function's processor time. With 100 the process takes 10 MB more.
 */
const GROWTH_PERCENT = 100;

/**
 * Sets how often V8 collects the whole heap. V8 looks the flag up after each collection
 * (`MemoryController::GrowingFactor` in its `src/heap/heap-controller.cc`), so it may change in a running process. An
 * engine that does not know it says so on the standard error output and goes on.
 */
export function setHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
