/** A side, a corner or the middle. */
export const gravities = [
  "northwest",
  "north",
  "northeast",
  "west",
  "center",
  "east",
  "southwest",
  "south",
  "southeast",
] as const;
export type Gravity = (typeof gravities)[number];

/** Where a gravity is: 0 at the left or upper edge, 1 at the right or lower one. */
export function alignmentOf(gravity: Gravity): { readonly x: number; readonly y: number } {
  const share = (first: string, last: string) => (gravity.includes(first) ? 0 : gravity.includes(last) ? 1 : 0.5);
  return { x: share("west", "east"), y: share("north", "south") };
}
