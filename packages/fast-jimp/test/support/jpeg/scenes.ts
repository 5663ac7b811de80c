import type { ComponentSpec } from "./make-jpeg";

/** Smooth and different in every direction, so that a block in the wrong place is seen. 0..255. */
export const waves =
  (phase: number, width: number, height: number) =>
  (x: number, y: number): number =>
    128 + 60 * Math.sin(phase + (x / width) * 7 + (y / height) * 3) + 50 * Math.cos(phase * 2 + (y / height) * 9);

/** One component for each sampling, `"2x1"` for h = 2 and v = 1. */
export const waveComponents = (samplings: readonly string[], width: number, height: number): ComponentSpec[] =>
  samplings.map((sampling, i) => ({
    h: Number(sampling[0]),
    v: Number(sampling[2]),
    sample: waves(i, width, height),
  }));

/** What {@link waveComponents} show, as RGBA; `convert` makes RGB of the components' samples. */
export function waveRgba(
  width: number,
  height: number,
  components: number,
  convert: (samples: number[]) => readonly number[],
): Buffer {
  const out = Buffer.alloc(width * height * 4, 255);
  const scenes = Array.from({ length: components }, (_, i) => waves(i, width, height));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      convert(scenes.map((scene) => scene(x, y))).forEach((value, i) => {
        out[at + i] = Math.max(0, Math.min(255, Math.round(value)));
      });
    }
  }
  return out;
}

/** JFIF 1.02's conversion. */
export const yccToRgb = ([y = 0, cb = 0, cr = 0]: number[]): readonly number[] => [
  y + 1.402 * (cr - 128),
  y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128),
  y + 1.772 * (cb - 128),
];

/** Ink, not inverted: 255 is full. */
const cmykToRgb = ([c = 0, m = 0, y = 0, k = 0]: number[]): readonly number[] =>
  [c, m, y].map((ink) => ((255 - ink) * (255 - k)) / 255);

/** Inks as Adobe's programs store them, 0 is full. */
export const invertedCmykToRgb = (inks: number[]): readonly number[] => cmykToRgb(inks.map((ink) => 255 - ink));

/** libjpeg's way: YCC gives the complement of the first three stored inks. */
export const ycckToRgb = ([y = 0, cb = 0, cr = 0, k = 0]: number[]): readonly number[] =>
  invertedCmykToRgb([...yccToRgb([y, cb, cr]).map((c) => 255 - Math.max(0, Math.min(255, c))), k]);

/** Adobe's APP14 segment with its colour transform. */
export const adobe = (transform: number): [number, Uint8Array] => [
  0xee,
  Buffer.concat([Buffer.from("Adobe", "latin1"), Buffer.of(0, 100, 0, 0, 0, 0, transform)]),
];
