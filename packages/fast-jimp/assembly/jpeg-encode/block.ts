/**
 * One block of an MCU, and its component as far as the loops need it; jpeg/encode-blocks.ts writes it. Addresses,
 * unless a unit is named.
 */
// @unmanaged
export class EncodedBlock {
  /** First sample of the block in the first MCU. */
  samples: usize;
  /** Bytes from one row of samples to the next, and from one MCU to the next. */
  stride: i32;
  step: i32;
  /** MCUs from the first on in which the block shows any of the image. */
  visible: i32;
  /** 64 numbers to multiply with, columns first. */
  factors: usize;
  /** Bits of each AC symbol with its value, 32-bit floating-point numbers; 0: values are rounded to the nearest. */
  rates: usize;
  /** The quantised block in the first MCU, see present.ts. */
  coefficients: usize;
  /** Bytes from there to those in the next MCU. */
  coefficientStep: i32;
  /** The component's last DC value. */
  predictor: usize;
  /** What the scan looks up for each symbol, see scan.ts; no AC coefficients are coded where `acTable` is 0. */
  dcTable: usize;
  acTable: usize;
}
