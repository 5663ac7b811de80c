import type { Pixels } from "../pixels";

/**
 * Features and weights of smartcrop.js (J. Wagner, 2014): detail is the Laplacian of the luminance, skin the nearness
 * of a colour's direction to that of skin, saturation that of HSL. Skin and saturation count for more where there is
 * detail. libvips's `attention` uses the same three features.
 */
const DETAIL_WEIGHT = 0.2;
/** Direction of skin tones in RGB, a unit vector but for rounding; darker skin has the same direction. */
const SKIN = { r: 0.78, g: 0.57, b: 0.44, threshold: 0.8, minLuma: 0.2, bias: 0.01, weight: 1.8 } as const;
const SATURATION = { threshold: 0.4, minLuma: 0.05, maxLuma: 0.9, bias: 0.2, weight: 0.1 } as const;

/** BT.709 luminance of red, green and blue 0..255, 0..1. */
const lumaOf = (r: number, g: number, b: number): number => (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;

/** How much a value exceeds a threshold, 0..1 of what it can. */
const above = (value: number, threshold: number): number => Math.max(0, (value - threshold) / (1 - threshold));

function skinOf(r: number, g: number, b: number, luma: number): number {
  if (luma < SKIN.minLuma) return 0;
  // `Math.hypot` guards against overflow, and takes several times as long.
  const length = Math.sqrt(r * r + g * g + b * b);
  const [x, y, z] = [r / length - SKIN.r, g / length - SKIN.g, b / length - SKIN.b];
  return above(1 - Math.sqrt(x * x + y * y + z * z), SKIN.threshold);
}

function saturationOf(r: number, g: number, b: number, luma: number): number {
  const [most, least] = [Math.max(r, g, b) / 255, Math.min(r, g, b) / 255];
  if (most === least || luma < SATURATION.minLuma || luma > SATURATION.maxLuma) return 0;
  const sum = most + least;
  return above((most - least) / (sum > 1 ? 2 - sum : sum), SATURATION.threshold);
}

/** Luminance times alpha, so that the outline of what is opaque counts as detail. */
function lumas({ data, channels }: Pixels): Float32Array {
  const out = new Float32Array(data.length / channels);
  for (let i = 0; i < out.length; i++) {
    const at = i * channels;
    const grey = data[at] as number;
    if (channels === 1) out[i] = grey / 255;
    else out[i] = (lumaOf(grey, data[at + 1] as number, data[at + 2] as number) * (data[at + 3] as number)) / 255;
  }
  return out;
}

/** What the colour of the R, G, B, A at an index adds. */
function colourScore(data: Uint8Array, at: number, detail: number): number {
  const [r, g, b, alpha] = [data[at] as number, data[at + 1] as number, data[at + 2] as number, data[at + 3] as number];
  const luma = lumaOf(r, g, b);
  const skin = SKIN.weight * skinOf(r, g, b, luma) * (detail + SKIN.bias);
  const saturation = SATURATION.weight * saturationOf(r, g, b, luma) * (detail + SATURATION.bias);
  return ((skin + saturation) * alpha) / 255;
}

/**
 * How much each pixel draws the eye: 0 in a flat, dull or transparent place, up to about 2.
 *
 * @returns width x height values, rows from the top
 */
export function attentionScores(pixels: Pixels): Float32Array {
  const { data, width, height, channels } = pixels;
  const luma = lumas(pixels);
  const scores = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const [up, down] = [y > 0 ? -width : 0, y < height - 1 ? width : 0];
    for (let x = 0; x < width; x++, i++) {
      const own = luma[i] as number;
      const around =
        (luma[i + up] as number) +
        (luma[i + down] as number) +
        (luma[x > 0 ? i - 1 : i] as number) +
        (luma[x < width - 1 ? i + 1 : i] as number);
      const detail = Math.min(1, Math.abs(4 * own - around));
      scores[i] = DETAIL_WEIGHT * detail + (channels === 1 ? 0 : colourScore(data, i * 4, detail));
    }
  }
  return scores;
}
