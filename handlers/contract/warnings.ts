/**
 * What is wrong with an original that was processed all the same. `FOCAL_INVALID`: its metadata `focal` is no focal
 * point, and was not used. `IMAGE_DAMAGED`: it is cut short or broken, and its results show what is left of it.
 */
export const warnings = ["FOCAL_INVALID", "IMAGE_DAMAGED"] as const;
export type Warning = (typeof warnings)[number];

/** Warnings of several sources, each once; undefined where there are none. */
export function joinWarnings(...lists: readonly (readonly Warning[] | undefined)[]): readonly Warning[] | undefined {
  const all = lists.flatMap((list) => list ?? []);
  const joined = all.filter((warning, at) => all.indexOf(warning) === at);
  return joined.length === 0 ? undefined : joined;
}
