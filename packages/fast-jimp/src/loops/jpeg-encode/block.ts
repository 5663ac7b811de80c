/**
 * What one block of an MCU needs: 32-bit fields in the order of class EncodedBlock. Addresses, unless a unit is named.
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
  // For each symbol code << 5 | length, 32 bits each.
  "dcCodes",
  "acCodes",
  // The component's last DC value.
  "predictor",
] as const;

export type EncodedBlock = Readonly<Record<(typeof ENCODED_BLOCK_FIELDS)[number], number>>;
