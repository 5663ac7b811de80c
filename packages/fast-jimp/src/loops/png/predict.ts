/** Nearest of left, up and corner to left + up - corner; of equally near ones the first (PNG specification, 9.4). */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The filter of Paeth's predictor. */
export const PAETH = 4;

/** What a filter predicts a byte to be (PNG specification, 9.2): none, sub, up, average, Paeth. */
export function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  return filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
}
