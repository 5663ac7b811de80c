import type { Pixels } from "./images";

/** An image turned anticlockwise by quarters, then with top and bottom (0) or left and right (1) exchanged, by hand. */
export function moved(pixels: Pixels, turns: number, axis?: number): Pixels {
  let { width, height, data } = pixels;
  const rebuilt = (to: { width: number; height: number }, from: (x: number, y: number) => number): Buffer => {
    const out = Buffer.alloc(data.length);
    for (let y = 0; y < to.height; y++)
      for (let x = 0; x < to.width; x++) data.copy(out, (y * to.width + x) * 4, from(x, y) * 4, from(x, y) * 4 + 4);
    return out;
  };
  for (let turn = 0; turn < turns; turn++) {
    const before = width;
    data = rebuilt({ width: height, height: width }, (x, y) => x * before + (before - 1 - y));
    [width, height] = [height, width];
  }
  if (axis !== undefined)
    data = rebuilt({ width, height }, (x, y) =>
      axis === 0 ? (height - 1 - y) * width + x : y * width + (width - 1 - x),
    );
  return { width, height, data };
}
