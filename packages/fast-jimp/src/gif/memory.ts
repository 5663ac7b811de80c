import type { Damage } from "../damage";
import { planReduction, type ReductionTarget } from "../png/plan-reduction";
import { readHeader, type GifHeader } from "./header";

/** Whether every pixel of the canvas has a colour. */
const isGifOpaque = ({ frame, transparent, width, height }: GifHeader): boolean =>
  transparent < 0 && frame.width === width && frame.height === height;

/** Size of the cells that are averaged, pixels. */
export const planGif = (
  header: GifHeader,
  target: ReductionTarget,
): { readonly columns: number; readonly rows: number } => planReduction(header, isGifOpaque(header) ? 3 : 4, target);

/**
 * Memory that a decode takes, bytes: 1 per pixel of the frame for indices, and 4 of the reduced image; of a file that
 * may be damaged, which is drawn whole, 4 per pixel. LZW data is joined, and copied.
 *
 * @param target of `decodeGifReduced`
 */
export function gifMemory(bytes: Buffer, target: ReductionTarget = {}, damage?: Damage): number {
  const header = readHeader(bytes);
  const { width, height, frame } = header;
  const { columns, rows } = damage ? { columns: 1, rows: 1 } : planGif(header, target);
  return frame.width * frame.height + Math.ceil(width / columns) * Math.ceil(height / rows) * 4 + 2 * bytes.length;
}
