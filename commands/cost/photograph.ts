import { Jimp } from "@image-pipeline/fast-jimp/jimp";

const ASPECT = 4 / 3;
const QUALITY = 85;

/** Amplitude of the noise, of 256: with it a pixel takes as many bytes as in a camera's file, about 0.25. */
const NOISE = 34;

/**
 * Makes a JPEG that takes as long to process as a photograph: gradients of low frequency under a sensor's noise.
 *
 * @param megapixels 10^6 pixels; the sides are 4:3
 * @param seed of the noise, a 32-bit integer: another one makes another file of about the size
 */
export async function photograph(megapixels: number, seed = 1): Promise<Buffer> {
  const height = Math.max(1, Math.round(Math.sqrt((megapixels * 1e6) / ASPECT)));
  const width = Math.max(1, Math.round(height * ASPECT));
  const image = new Jimp({ width, height });
  const { data } = image.bitmap;
  let state = seed;
  for (let y = 0, at = 0; y < height; y++) {
    const row = 128 + 80 * Math.sin((9 * y) / height);
    for (let x = 0; x < width; x++, at += 4) {
      const light = row + 40 * Math.sin((13 * x) / width + row / 40);
      // Numerical Recipes' linear congruential generator.
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noise = ((state >>> 24) / 255 - 0.5) * NOISE;
      data[at] = light + noise;
      data[at + 1] = light * 0.9 + noise;
      data[at + 2] = 230 - light * 0.6 + noise;
      data[at + 3] = 255;
    }
  }
  return image.getBuffer("image/jpeg", { quality: QUALITY });
}
