import type { Pixels } from "../resample/pixels";

/** One row of MCUs: samples around 0, padded to whole MCUs by repeating the last column and row. */
export interface Strip {
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
  readonly strides: readonly [number, number, number];
}

/** Room for 16 rows of colour (4:2:0) or 8 of grey. */
export function makeStrip({ width, channels }: Pixels): Strip {
  if (channels === 1) {
    const stride = Math.ceil(width / 8) * 8;
    const none = new Float32Array(0);
    return { planes: [new Float32Array(stride * 8), none, none], strides: [stride, 0, 0] };
  }
  const stride = Math.ceil(width / 16) * 16;
  const chroma = () => new Float32Array((stride / 2) * 8);
  return { planes: [new Float32Array(stride * 16), chroma(), chroma()], strides: [stride, stride / 2, stride / 2] };
}

/** Takes the rows from `y` on. */
export function fillStrip(strip: Strip, pixels: Pixels, y: number): void {
  if (pixels.channels === 1) fillGrey(strip, pixels, y);
  else fillColour(strip, pixels, y);
}

function fillGrey({ planes: [luma], strides: [stride] }: Strip, { data, width, height }: Pixels, y: number): void {
  for (let row = 0; row < 8; row++) {
    const from = Math.min(y + row, height - 1) * width;
    for (let x = 0; x < stride; x++) luma[row * stride + x] = (data[from + Math.min(x, width - 1)] as number) - 128;
  }
}

/** RGB to YCbCr (JFIF 1.02), chroma averaged over 2x2 pixels. */
function fillColour(
  { planes: [luma, cb, cr], strides: [stride] }: Strip,
  { data, width, height }: Pixels,
  y: number,
): void {
  const half = stride >> 1;
  for (let row = 0; row < 16; row += 2) {
    const upper = Math.min(y + row, height - 1) * width;
    const lower = Math.min(y + row + 1, height - 1) * width;
    let at = row * stride;
    let chromaAt = (row >> 1) * half;
    for (let x = 0; x < stride; x += 2, at += 2, chromaAt++) {
      const left = x < width ? x : width - 1;
      const right = x + 1 < width ? x + 1 : width - 1;
      const a = (upper + left) * 4;
      const b = (upper + right) * 4;
      const c = (lower + left) * 4;
      const d = (lower + right) * 4;
      luma[at] = lumaOf(data, a);
      luma[at + 1] = lumaOf(data, b);
      luma[at + stride] = lumaOf(data, c);
      luma[at + stride + 1] = lumaOf(data, d);
      const red = sumOf(data, a, b, c, d);
      const green = sumOf(data, a + 1, b + 1, c + 1, d + 1);
      const blue = sumOf(data, a + 2, b + 2, c + 2, d + 2);
      cb[chromaAt] = (-0.168736 * red - 0.331264 * green + 0.5 * blue) * 0.25;
      cr[chromaAt] = (0.5 * red - 0.418688 * green - 0.081312 * blue) * 0.25;
    }
  }
}

const lumaOf = (data: Uint8Array, at: number): number =>
  0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number) - 128;

const sumOf = (data: Uint8Array, a: number, b: number, c: number, d: number): number =>
  (data[a] as number) + (data[b] as number) + (data[c] as number) + (data[d] as number);
