/** Bytes of a quantised block: 64 coefficients in zigzag order, 16 bits each, and a bit for each that is not 0. */
export const ENCODED_BYTES = 136;

/**
 * One block of an MCU, and its component as far as the loops need it: 32-bit fields in the order of class EncodedBlock.
 * Addresses, unless a unit is named.
 */
export const ENCODED_BLOCK_FIELDS = [
  // First sample of the block in the first MCU.
  "samples",
  // Bytes from one row of samples to the next, and from one MCU to the next.
  "stride",
  "step",
  // MCUs from the first on in which the block shows any of the image.
  "visible",
  // 64 numbers to multiply with, column by column.
  "factors",
  // Bits of each AC symbol with its value, 32-bit floating-point numbers; 0: values are rounded to the nearest.
  "rates",
  // The quantised block in the first MCU, see ENCODED_BYTES.
  "coefficients",
  // Bytes from there to those in the next MCU.
  "coefficientStep",
  // The component's last DC value.
  "predictor",
  // What the scan looks up for each symbol, see scan.ts; no AC coefficients are coded where `acTable` is 0.
  "dcTable",
  "acTable",
] as const;

export type EncodedBlock = Readonly<Record<(typeof ENCODED_BLOCK_FIELDS)[number], number>>;
