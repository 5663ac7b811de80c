import type { ExpectedChange } from "./changes";

/**
 * What an update from 0.1.0 changes besides code. A line here belongs into the notes of the release as well
 * (CHANGELOG.md, "Upgrade").
 */
export const changesSince010: readonly ExpectedChange[] = [];
