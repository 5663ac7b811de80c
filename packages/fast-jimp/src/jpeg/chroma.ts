import type { Pixels } from "../pixels";

/** About so many blocks of 2x2 pixels are looked at; of larger images every n-th across and down. */
const SAMPLED_BLOCKS = 4096;
/** Variance of Cb and Cr together, within 2x2 pixels, from which one value for all four shows: 20 levels squared. */
const VISIBLE_VARIANCE = 400;
/** Share of such blocks from which the image is encoded 4:4:4. Photographs have at most 0.02, coloured text 0.2. */
const VISIBLE_SHARE = 0.05;

/** Whether colours change so sharply that 4:2:0 would blur them: coloured text and lines. */
export function hasSharpChroma({ data, width, height, channels }: Pixels): boolean {
  if (channels !== 4 || width < 2 || height < 2) return false;
  const step = 2 * Math.ceil(Math.sqrt((width * height) / 4 / SAMPLED_BLOCKS));
  let [blocks, visible] = [0, 0];
  for (let y = 0; y + 1 < height; y += step) {
    for (let x = 0; x + 1 < width; x += step, blocks++) {
      if (chromaVariance(data, (y * width + x) * 4, width * 4) > VISIBLE_VARIANCE) visible++;
    }
  }
  return visible > blocks * VISIBLE_SHARE;
}

/** Variance of Cb plus that of Cr (JFIF 1.02) over 2x2 pixels. */
function chromaVariance(data: Uint8Array, at: number, stride: number): number {
  let cbs = 0;
  let crs = 0;
  let squares = 0;
  for (let i = 0; i < 4; i++) {
    const pixel = at + (i & 1) * 4 + (i >> 1) * stride;
    const r = data[pixel] as number;
    const g = data[pixel + 1] as number;
    const b = data[pixel + 2] as number;
    const cb = -0.168736 * r - 0.331264 * g + 0.5 * b;
    const cr = 0.5 * r - 0.418688 * g - 0.081312 * b;
    cbs += cb;
    crs += cr;
    squares += cb * cb + cr * cr;
  }
  return (squares - (cbs * cbs + crs * crs) / 4) / 4;
}
