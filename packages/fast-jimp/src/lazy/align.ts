import { HorizontalAlign, VerticalAlign } from "@jimp/core";
import type { Align } from "./geometry";

const horizontal: Readonly<Record<number, number>> = {
  0: 0,
  [HorizontalAlign.LEFT]: 0,
  [HorizontalAlign.CENTER]: 0.5,
  [HorizontalAlign.RIGHT]: 1,
};
const vertical: Readonly<Record<number, number>> = {
  0: 0,
  [VerticalAlign.TOP]: 0,
  [VerticalAlign.MIDDLE]: 0.5,
  [VerticalAlign.BOTTOM]: 1,
};
const VERTICAL_BITS = 7 << 3;

/**
 * The position that jimp's flags stand for. A direction without a flag is left, or top.
 *
 * @throws RangeError where a direction has two flags, or neither has one
 */
export function alignOf(align = HorizontalAlign.CENTER | VerticalAlign.MIDDLE): Align {
  const x = horizontal[align & ~VERTICAL_BITS];
  const y = vertical[align & VERTICAL_BITS];
  if (align === 0 || x === undefined || y === undefined) {
    throw new RangeError(
      `only use one flag per alignment direction: expected one HorizontalAlign and one VerticalAlign but received ${align}`,
    );
  }
  return { x, y };
}
