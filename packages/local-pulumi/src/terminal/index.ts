export { columnsOf, shorten } from "./fit";
export { LiveRegion } from "./live-region";
export { oneLine, printable } from "./printable";
export { runSummary } from "./run-summary";
export { stackDisplay } from "./stack-display";
export { shown } from "./values";
