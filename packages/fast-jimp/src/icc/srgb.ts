/** IEC 61966-2-1, 5.2: the encoded value, 0..255, of light 0..1. */
export function encodedSrgb(light: number): number {
  const value = Math.max(0, Math.min(1, light));
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
}
