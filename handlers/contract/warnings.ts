/**
 * What is wrong with an original that was processed all the same. `FOCAL_INVALID`: its metadata `focal` is no focal
 * point, and was not used.
 */
export const warnings = ["FOCAL_INVALID"] as const;
export type Warning = (typeof warnings)[number];
