/** The lower 16 bits, as a signed number: arithmetic on 16-bit integers wraps around. */
export const wrapInt16 = (value: number): number => (value << 16) >> 16;

/** The nearest 16-bit integer. */
export const saturateInt16 = (value: number): number => (value < -32768 ? -32768 : value > 32767 ? 32767 : value);

/** The nearest byte, 0..255. */
export const clampByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** The nearest integer, an even one where two are. */
export function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
